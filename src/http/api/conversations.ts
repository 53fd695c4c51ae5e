/** Conversations: the thread, and the floor. Whoever has the floor speaks. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ConversationApi, ThreadEntry, ThreadView } from '../../conversation/api.ts';
import { formatAddress } from '../../domain/address.ts';
import type { ConversationId } from '../../domain/ids.ts';
import type { InboxItem } from '../../parts.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { idField, pageQuery, textField, timeOut } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { evidenceOut, messageOut, reasonsOut, showMessage, showReasons } from './message-shape.ts';

const EXAMPLE_ID = 'cnv_abcdefghijklmnopqrstuvwxyz';
const MAX_LISTED = 200;

const entryOut = z
  .object({
    seq: z.int(),
    direction: z.enum(['in', 'out', 'note']),
    author: z.enum(['bot', 'person', 'api', 'campaign', 'system', 'customer']),
    text: z.string(),
    at: timeOut,
    quickReplies: z.array(z.object({ title: z.string(), payload: z.string() })),
    evidence: z.array(evidenceOut),
    reasons: reasonsOut.nullable(),
    understood: z
      .object({
        intent: z.string().nullable(),
        confidence: z.number(),
        modelVersion: z.string(),
        corrected: z.object({ meant: z.string().nullable(), by: z.string() }).nullable(),
      })
      .nullable()
      .openapi({ description: 'On the last message of a turn of the customer.' }),
    messageId: z.string().nullable(),
    state: z.string().nullable(),
    delivery: z.string().nullable(),
  })
  .openapi('ThreadEntry');

const conversationOut = z
  .object({
    id: z.string().openapi({ example: EXAMPLE_ID }),
    address: z.string(),
    channel: z.string(),
    floor: z.object({ holder: z.enum(['bot', 'person']), memberId: z.string().nullable(), since: timeOut }),
    needsPerson: z.object({ since: timeOut, reason: z.string() }).nullable(),
    optedOut: z.boolean(),
    entries: z.array(entryOut),
    nextCursor: z.string().nullable(),
  })
  .openapi('Conversation');

const waitingOut = z
  .object({
    id: z.string(),
    address: z.string().openapi({ description: 'Masked.' }),
    channel: z.string(),
    reason: z.string(),
    since: timeOut,
    floor: z.enum(['bot', 'person']),
    memberId: z.string().nullable(),
    lastText: z.string(),
    lastAt: timeOut,
  })
  .openapi('WaitingConversation');

const params = z.object({ id: idField('cnv', EXAMPLE_ID) });
const tags = ['Conversations'];

const listWaiting = createRoute({
  method: 'get',
  path: '/v1/conversations',
  tags,
  summary: 'List conversations that need a person',
  description: `The live inbox: at most ${MAX_LISTED}, the longest waiting first.`,
  ...access('conversations:read'),
  responses: {
    200: answer(z.object({ data: z.array(waitingOut) }), 'The inbox as it is now.'),
    ...problems(),
  },
});

const readConversation = createRoute({
  method: 'get',
  path: '/v1/conversations/{id}',
  tags,
  summary: 'Read a conversation, oldest entries first',
  ...access('conversations:read'),
  request: { params, query: pageQuery },
  responses: {
    200: answer(conversationOut, 'The conversation and a page of its entries.'),
    ...problems('not_found', 'cursor_invalid'),
  },
});

const floorAnswers = (words: string) => ({ 200: answer(conversationOut, words), ...problems('not_found') });

const takeFloor = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/take-floor',
  tags,
  summary: 'Take the floor: the bot falls silent',
  description: 'From the bot or from a colleague.',
  ...access('conversations:write'),
  request: { params },
  responses: floorAnswers('The floor is yours.'),
});

const handBack = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/hand-back',
  tags,
  summary: 'Hand the floor back to the bot',
  ...access('conversations:write'),
  request: { params },
  responses: floorAnswers('The floor is with the bot.'),
});

const answerCustomer = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/answer',
  tags,
  summary: 'Answer as a person',
  description: 'Takes the floor if the bot has it.',
  ...access('conversations:write', { idempotencyKey: true }),
  request: {
    params,
    body: jsonBody(z.strictObject({ text: textField(4_096) }), {
      text: 'Hello, this is Ann. I am looking into it.',
    }),
  },
  responses: {
    202: answer(messageOut, 'Accepted.'),
    ...problems('not_found', 'validation_failed', 'conflict', 'idempotency_key_missing'),
  },
});

export function conversationRoutes(): Api {
  const api = newApi();

  api.openapi(listWaiting, async (c) => {
    const items = await c.var.parts.inbox(c.var.actor.businessId).list(MAX_LISTED);
    return c.json({ data: items.map(showWaiting) }, 200);
  });

  api.openapi(readConversation, async (c) => {
    const { id } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const [after] = await readPage(c, `conversation ${id}`, cursor, [0]);
    const { thread } = await openThread(c, id, Number(after), limit + 1);
    return c.json(await show(c, thread, limit), 200);
  });

  api.openapi(takeFloor, async (c) => {
    const { id } = c.req.valid('param');
    const { conversation } = await openThread(c, id, 0, 1);
    await conversation.takeFloor(c.var.actor.keyId);
    return c.json(await show(c, (await openThread(c, id, 0, 26)).thread, 25), 200);
  });

  api.openapi(handBack, async (c) => {
    const { id } = c.req.valid('param');
    const { conversation } = await openThread(c, id, 0, 1);
    await conversation.handBack(c.var.actor.keyId);
    return c.json(await show(c, (await openThread(c, id, 0, 26)).thread, 25), 200);
  });

  api.openapi(answerCustomer, async (c) => {
    const { id } = c.req.valid('param');
    const { conversation } = await openThread(c, id, 0, 1);
    const clientId = await idempotentName(c, 'answer', 32);
    const send = await conversation.answer(c.var.actor.keyId, clientId, c.req.valid('json').text);
    if (send === null)
      throw new Problem('conflict', { detail: 'The connection of this conversation is gone.' });
    return c.json(showMessage(send), 202);
  });

  return api;
}

/** @throws Problem not_found when nothing was ever said there, or it is another business's */
async function openThread(
  c: Context<HttpEnv>,
  id: ConversationId,
  afterSeq: number,
  limit: number,
): Promise<{ conversation: ConversationApi; thread: ThreadView }> {
  const { businessId } = c.var.actor;
  const conversation = c.var.parts.conversation(businessId, id);
  const thread = await conversation.thread(afterSeq, limit);
  if (thread === null || thread.businessId !== businessId) throw new Problem('not_found');
  return { conversation, thread };
}

async function show(c: Context<HttpEnv>, thread: ThreadView, limit: number) {
  const list = `conversation ${thread.conversationId}`;
  const page = await writePage(c, list, limit, thread.entries, ({ seq }) => [seq], showEntry);
  const { holder, memberId, sinceMs } = thread.floor;
  const needs = thread.needsPerson;
  return {
    id: thread.conversationId,
    address: formatAddress(thread.address),
    channel: thread.channel,
    floor: { holder, memberId, since: toRfc3339(sinceMs) },
    needsPerson: needs === null ? null : { since: toRfc3339(needs.sinceMs), reason: needs.reason },
    optedOut: thread.optedOut,
    entries: page.data,
    nextCursor: page.nextCursor,
  };
}

function showWaiting(item: InboxItem) {
  const { address, channel, reason, floor, memberId, lastText } = item;
  const times = { since: toRfc3339(item.sinceMs), lastAt: toRfc3339(item.lastAtMs) };
  return { id: item.conversationId, address, channel, reason, floor, memberId, lastText, ...times };
}

function showEntry({
  seq,
  direction,
  author,
  text,
  atMs,
  quickReplies,
  evidence,
  reasons,
  understood,
  send,
}: ThreadEntry) {
  return {
    seq,
    direction,
    author,
    text,
    at: toRfc3339(atMs),
    quickReplies,
    evidence,
    reasons: reasons === null ? null : showReasons(reasons),
    understood,
    messageId: send?.sendId ?? null,
    state: send?.state ?? null,
    delivery: send?.delivery ?? null,
  };
}
