/** A conversation's page and the three things a person does with it: take, answer, hand back. */
import { Hono, type Context } from 'hono';
import type { ConversationApi, ThreadView } from '../conversation/api.ts';
import { MAX_TEXT_CHARS } from '../domain/chat-protocol.ts';
import { parseId, type ConversationId } from '../domain/ids.ts';
import { writeSocketRole } from '../domain/socket-role.ts';
import { correctMessage } from '../http/correct-message.ts';
import { Problem } from '../http/problem.ts';
import { randomName } from '../platform/random.ts';
import { NO_INTENT_NAME } from '../understanding/labelled-set.ts';
import { viewerOf } from './guard.ts';
import { mayTeach, type ConsoleEnv } from './session.ts';
import { formLimit, readForm } from './form.ts';
import { ThreadPage, type ThreadPageProps } from './thread-page.tsx';

const ENTRIES_SHOWN = 200;
const MAX_PAGES_READ = 50;
const PATH = '/console/conversations/:id';

type Own = { id: ConversationId; conversation: ConversationApi; first: ThreadView };

export function conversationRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get(PATH, async (c) => {
    const own = await ownConversation(c);
    const before = Number(c.req.query('before') ?? Number.NaN);
    const thread = Number.isSafeInteger(before)
      ? await pageBefore(own, before)
      : await lastPage(own.conversation, own.first);
    return threadPage(c, thread, null, 200);
  });

  app.get(`${PATH}/socket`, async (c) => {
    const { id } = await ownConversation(c);
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Problem('invalid_request');
    const { actor, expiresAtMs } = c.var.session;
    const role = writeSocketRole({
      kind: 'person',
      businessId: actor.businessId,
      conversationId: id,
      memberId: actor.label,
      expiresAtMs,
    });
    const request = new Request('https://conversation.internal/socket', {
      headers: { upgrade: 'websocket', ...role },
    });
    return c.var.parts.conversationSocket(actor.businessId, id, request);
  });

  app.post(`${PATH}/take`, async (c) => {
    const { id, conversation } = await ownConversation(c);
    await conversation.takeFloor(c.var.actor.label);
    return c.redirect(`/console/conversations/${id}`, 303);
  });

  app.post(`${PATH}/hand-back`, async (c) => {
    const { id, conversation } = await ownConversation(c);
    await conversation.handBack(c.var.actor.label);
    return c.redirect(`/console/conversations/${id}`, 303);
  });

  app.post(`${PATH}/correct`, formLimit, async (c) => {
    const { id } = await ownConversation(c);
    const form = await readForm(c);
    const seq = Number(form.get('seq') ?? Number.NaN);
    const meant = form.get('intent') ?? '';
    if (!Number.isSafeInteger(seq) || seq < 1 || meant === '') throw new Problem('validation_failed');
    const { parts, actor } = c.var;
    const done = await correctMessage(parts, actor, id, seq, meant === NO_INTENT_NAME ? null : meant);
    if (done.kind === 'refused')
      throw new Problem(done.why === 'missing' ? 'not_found' : 'conflict', { detail: done.sentence });
    return c.redirect(`/console/conversations/${id}#e${seq}`, 303);
  });

  app.post(`${PATH}/answer`, formLimit, async (c) => {
    const own = await ownConversation(c);
    const form = await readForm(c);
    const text = (form.get('text') ?? '').replace(/\r\n?/g, '\n').toWellFormed().trim();
    const clientId = form.get('clientId') ?? '';
    const error = answerError(text, clientId);
    if (error === null && (await own.conversation.answer(c.var.actor.label, clientId, text)) !== null) {
      return c.redirect(`/console/conversations/${own.id}`, 303);
    }
    const thread = await lastPage(own.conversation, own.first);
    const reason =
      error ?? 'This conversation cannot be answered now: its connection is missing or switched off.';
    return threadPage(c, thread, { text, error: reason }, 422);
  });

  return app;
}

function answerError(text: string, clientId: string): string | null {
  if (text === '') return 'Write something first.';
  if (text.length > MAX_TEXT_CHARS) return `At most ${MAX_TEXT_CHARS} characters.`;
  return /^[a-z0-9]{8,40}$/.test(clientId) ? null : 'This page is out of date. Please send once more.';
}

/** The conversation, if it is one of this business: another's does not exist here. */
async function ownConversation(c: Context<ConsoleEnv>): Promise<Own> {
  const { actor, parts } = c.var;
  const id = parseId('cnv', c.req.param('id') ?? '');
  if (id === null) throw new Problem('not_found');
  const conversation = parts.conversation(actor.businessId, id);
  const first = await conversation.thread(0, ENTRIES_SHOWN);
  if (first === null || first.businessId !== actor.businessId) throw new Problem('not_found');
  return { id, conversation, first };
}

async function lastPage(conversation: ConversationApi, first: ThreadView): Promise<ThreadView> {
  let page = first;
  let entries = first.entries;
  for (let read = 1; page.more && read < MAX_PAGES_READ; read += 1) {
    const next = await conversation.thread(entries.at(-1)?.seq ?? 0, ENTRIES_SHOWN);
    if (next === null) break;
    page = next;
    entries = [...entries, ...next.entries].slice(-ENTRIES_SHOWN);
  }
  return { ...page, entries };
}

/** Positions have no gaps, so the page before one is known by counting. */
async function pageBefore({ conversation, first }: Own, before: number): Promise<ThreadView> {
  const page = await conversation.thread(Math.max(0, before - 1 - ENTRIES_SHOWN), ENTRIES_SHOWN);
  if (page === null) return first;
  return { ...page, entries: page.entries.filter((entry) => entry.seq < before) };
}

async function threadPage(
  c: Context<ConsoleEnv>,
  thread: ThreadView,
  draft: ThreadPageProps['draft'],
  status: 200 | 422,
): Promise<Response> {
  const { actor, parts } = c.var;
  const oldest = thread.entries[0]?.seq ?? 0;
  const profile = await parts.profile(actor.businessId);
  const intents = await parts.labelling(actor.businessId).intentNames();
  const [gap] = mayTeach(actor.scopes)
    ? await parts.storeFor(actor.businessId).gaps.openIn(thread.conversationId)
    : [];
  return c.html(
    <ThreadPage
      viewer={await viewerOf(c)}
      memberId={actor.label}
      thread={thread}
      intents={intents}
      cutBeforeSeq={oldest > 1 ? oldest : null}
      openQuestion={gap?.question ?? null}
      mayJudge={mayTeach(actor.scopes)}
      timeZone={profile?.timeZone ?? 'UTC'}
      nowMs={parts.nowMs()}
      clientId={randomName(20)}
      draft={draft}
    />,
    status,
  );
}
