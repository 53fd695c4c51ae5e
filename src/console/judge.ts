/** A person says in a conversation whether an answer of the bot was right. What was asked is read from the conversation itself. */
import { Hono } from 'hono';
import type { ThreadEntry } from '../conversation/api.ts';
import { parseId } from '../domain/ids.ts';
import { redacted } from '../domain/redact.ts';
import { Problem } from '../http/problem.ts';
import { formLimit, readForm } from './form.ts';
import { mayTeach, type ConsoleEnv } from './session.ts';

/** Of one turn. */
const MOST_MESSAGES = 10;

/** Mount it behind `requireSession`. */
export function judgeRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.post('/console/conversations/:id/judge/:seq', formLimit, async (c) => {
    const { parts, actor } = c.var;
    if (!mayTeach(actor.scopes)) throw new Problem('forbidden');
    const id = parseId('cnv', c.req.param('id'));
    const seq = Number(c.req.param('seq'));
    const verdict = (await readForm(c)).get('verdict');
    if (id === null || !Number.isSafeInteger(seq) || seq < 1) throw new Problem('not_found');
    if (verdict !== 'right' && verdict !== 'wrong') throw new Problem('invalid_request');
    const from = Math.max(0, seq - 1 - MOST_MESSAGES);
    const thread = await parts.conversation(actor.businessId, id).thread(from, seq - from);
    const entries = thread?.businessId === actor.businessId ? thread.entries : [];
    const question = redacted(askedBefore(entries, seq));
    const passageId = entries.find((entry) => entry.seq === seq)?.reasons?.evidence[0]?.passageId;
    if (passageId === undefined || question === '') throw new Problem('not_found');
    const label = { question, passageId, isRight: verdict === 'right' };
    await parts.storeFor(actor.businessId).answerLabels.put([label], parts.nowMs());
    parts.forgetProfile(actor.businessId);
    return c.redirect(`/console/conversations/${id}#e${seq}`, 303);
  });
  return app;
}

/** The customer's last words before it, as one text. */
function askedBefore(entries: readonly ThreadEntry[], seq: number): string {
  const before = entries.filter((entry) => entry.seq < seq);
  const last = before.findLastIndex(({ direction }) => direction === 'in');
  const first = before.findLastIndex(({ direction }, at) => at < last && direction !== 'in');
  return before
    .slice(first + 1, last + 1)
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
