/** `/console/gaps`, and the one click in a conversation that makes an entry of a person's answer. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { isGapId } from '../domain/gap.ts';
import { parseId } from '../domain/ids.ts';
import { redacted } from '../domain/redact.ts';
import { acceptGap, dismissGaps, gapGroup, oneLine, openGapGroups } from '../http/gap-groups.ts';
import { Problem } from '../http/problem.ts';
import { formLimit, readForm } from './form.ts';
import { GapsPage } from './gaps-page.tsx';
import { viewerOf } from './guard.ts';
import { mayTeach, type ConsoleEnv } from './session.ts';

const PATH = '/console/gaps';
const SHOWN = 50;
const MOST_CHARS = { question: 300, answer: 5_000 };

const requireTeaching: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (!mayTeach(c.var.actor.scopes)) throw new Problem('forbidden');
  await next();
};

/** Mount it behind `requireSession`. */
export function gapPageRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use(PATH, requireTeaching);
  app.use(`${PATH}/*`, requireTeaching);

  app.get(PATH, (c) => page(c, null));

  app.post(`${PATH}/:id/accept`, formLimit, async (c) => {
    const form = await readForm(c);
    const question = clean(form.get('question')).replace(/\s+/g, ' ');
    const answer = clean(form.get('answer'));
    if (question === '' || answer === '') return page(c, 'Write a question and an answer first.');
    if (question.length > MOST_CHARS.question || answer.length > MOST_CHARS.answer)
      return page(c, 'That is too long.');
    const { parts, actor } = c.var;
    const group = await groupOf(c);
    if ((await acceptGap(parts, actor.businessId, group, { question, answer })) === null)
      return page(c, 'The document of answers takes no more now. Please try again in a minute.');
    return c.redirect(PATH, 303);
  });

  app.post(`${PATH}/:id/dismiss`, async (c) => {
    await dismissGaps(c.var.parts, c.var.actor.businessId, await groupOf(c));
    return c.redirect(PATH, 303);
  });

  /** The text is read from the conversation itself: what the page says of it does not count. */
  app.post('/console/conversations/:id/teach/:seq', requireTeaching, async (c) => {
    const { parts, actor } = c.var;
    const id = parseId('cnv', c.req.param('id'));
    const seq = Number(c.req.param('seq'));
    if (id === null || !Number.isSafeInteger(seq) || seq < 1) throw new Problem('not_found');
    const thread = await parts.conversation(actor.businessId, id).thread(seq - 1, 1);
    const entry = thread?.businessId === actor.businessId ? thread.entries[0] : undefined;
    const [gap] = await parts.storeFor(actor.businessId).gaps.openIn(id);
    if (entry?.author !== 'person' || gap === undefined) throw new Problem('not_found');
    const group = await gapGroup(parts, actor.businessId, gap.id);
    if (group === null) throw new Problem('not_found');
    const pair = { question: oneLine(gap.question), answer: oneLine(redacted(entry.text)) };
    if ((await acceptGap(parts, actor.businessId, group, pair)) === null) throw new Problem('conflict');
    return c.redirect(`/console/conversations/${id}`, 303);
  });

  return app;
}

/** The group that holds the gap of the path; another business's does not exist here. */
async function groupOf(c: Context<ConsoleEnv>) {
  const id = c.req.param('id') ?? '';
  const group = isGapId(id) ? await gapGroup(c.var.parts, c.var.actor.businessId, id) : null;
  if (group === null) throw new Problem('not_found');
  return group;
}

async function page(c: Context<ConsoleEnv>, error: string | null): Promise<Response> {
  const { parts, actor } = c.var;
  const groups = (await openGapGroups(parts, actor.businessId)).slice(0, SHOWN);
  const viewer = await viewerOf(c);
  return c.html(
    <GapsPage viewer={viewer} groups={groups} nowMs={parts.nowMs()} error={error} />,
    error === null ? 200 : 422,
  );
}

function clean(text: string | null): string {
  return (text ?? '')
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/\p{Cc}/gu, (c) => (c === '\n' ? c : ''))
    .trim();
}
