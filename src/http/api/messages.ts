/** Messages that the business's own systems send: order shipped, one-time codes, an offer to one customer. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { SendWish } from '../../conversation/api.ts';
import { DEFAULT_TARIFF, type BusinessProfile } from '../../domain/business.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { conversationOfSend, keyOfConversation, makeId, type SendId } from '../../domain/ids.ts';
import { segmentsOf } from '../../domain/segments.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { idField, lineField, linkField, textField, timeField, timeOut } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';
import { checkOut, messageOut, SEND_EXAMPLE, showMessage } from './message-shape.ts';
import { findRoute, type SendingRoute } from './sending-route.ts';

const MAX_CHARS = 4_096;
const DAY_MS = 86_400_000;
const MAX_AHEAD_MS = 90 * DAY_MS;

const to = z.string().min(3).max(330).openapi({
  description:
    'A phone number (international, or national of your country), an e-mail address, `webchat:...`.',
  example: '+15551234567',
});
const connectionId = idField('con', 'con_mgzq0w3u2abcdefghijklmnop');

const messageIn = z
  .strictObject({
    to,
    connectionId: connectionId
      .optional()
      .openapi({ description: 'Not needed while only one active connection reaches the address.' }),
    text: textField(MAX_CHARS),
    class: z.enum(['transactional', 'must-arrive', 'marketing']).default('transactional').openapi({
      description:
        '`marketing` needs a consent, keeps quiet hours and caps. `must-arrive` is for one-time codes and safety: after an unknown outcome it may be sent once more.',
    }),
    purpose: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/)
      .optional()
      .openapi({
        description: 'What marketing is for; consents are given for a purpose.',
        example: 'offers',
      }),
    quickReplies: z
      .array(z.strictObject({ title: lineField(20), payload: lineField(200) }))
      .max(13)
      .optional(),
    mediaUrls: z.array(linkField).max(10).optional(),
    notBefore: timeField.optional(),
    expiresAt: timeField
      .optional()
      .openapi({ description: 'Not sent after this. A day from `notBefore` without it.' }),
    fallbacks: z.array(z.strictObject({ to, connectionId })).max(3).optional(),
    dryRun: z.boolean().optional().openapi({ description: 'Say what would happen, and do nothing.' }),
  })
  .refine((body) => body.class !== 'marketing' || body.purpose !== undefined, {
    path: ['purpose'],
    message: 'marketing needs a purpose',
  })
  .openapi('NewMessage');

const dryRunOut = z
  .object({
    dryRun: z.literal(true),
    verdict: z.enum(['allow', 'defer', 'deny']),
    authorisedBy: z.string().nullable(),
    reason: z.string().nullable(),
    until: timeOut.nullable().openapi({ description: 'When it would be sent, if it must wait.' }),
    checks: z.array(checkOut),
    to: z.string(),
    channel: z.string(),
    connectionId: z.string(),
    segments: z.int(),
    encoding: z.enum(['GSM-7', 'UCS-2']).nullable(),
    estimatedCostMicroUsd: z.int(),
  })
  .openapi('DryRun');

const params = z.object({ id: idField('snd', SEND_EXAMPLE) });
const tags = ['Messages'];

const createMessage = createRoute({
  method: 'post',
  path: '/v1/messages',
  tags,
  summary: 'Send a message to one customer',
  description:
    'The rules (consent, opt-out, quiet hours, caps) are checked now and once more at the moment of sending.',
  ...access('messages:write', { idempotencyKey: true }),
  request: { body: jsonBody(messageIn, { to: '+15551234567', text: 'Your order BB-1042 has shipped.' }) },
  responses: {
    200: answer(dryRunOut, 'Dry run: what would happen. Nothing did.'),
    202: answer(messageOut, 'Accepted. Follow it at `GET /v1/messages/{id}`.'),
    ...problems('validation_failed', 'refused', 'idempotency_key_missing', 'idempotency_in_progress'),
  },
});

const readMessage = createRoute({
  method: 'get',
  path: '/v1/messages/{id}',
  tags,
  summary: 'Read one message, with its attempts and reasons',
  ...access('messages:read'),
  request: { params },
  responses: { 200: answer(messageOut, 'The message.'), ...problems('not_found') },
});

const cancelMessage = createRoute({
  method: 'post',
  path: '/v1/messages/{id}/cancel',
  tags,
  summary: 'Cancel a message that has not left',
  ...access('messages:write'),
  request: { params },
  responses: {
    200: answer(messageOut, 'Cancelled, now or before.'),
    ...problems('not_found', 'conflict'),
  },
});

type MessageIn = z.output<typeof messageIn>;

export function messageRoutes(): Api {
  const api = newApi();

  api.openapi(createMessage, async (c) => {
    const body = c.req.valid('json');
    const business = await businessOf(c);
    const route = await findRoute(c, business, body);
    const tooLong = body.text.length > route.profile.maxChars;
    if (tooLong)
      throw new Problem('validation_failed', {
        errors: [{ path: 'text', message: `at most ${route.profile.maxChars} characters on this channel` }],
      });
    const { address, profile } = route;
    const conversationId = await c.var.parts.conversationIdFor(business.id, address);
    const conversation = c.var.parts.conversation(business.id, conversationId);
    const who = { businessId: business.id, conversationId, address };
    const isDryRun = body.dryRun === true;
    const suffix = isDryRun ? 'dryrun' : await idempotentName(c, 'send', 32);
    const sendId = makeId('snd', `${keyOfConversation(conversationId)}_${suffix}`);
    const wish = await wishOf(c, business, body, route, sendId);

    if (isDryRun) {
      const verdict = await conversation.explain(who, wish);
      const cut = profile.segmented ? segmentsOf(body.text) : null;
      return c.json(
        {
          dryRun: true as const,
          verdict: verdict.kind,
          authorisedBy: verdict.kind === 'allow' ? verdict.authorisedBy : null,
          reason: verdict.kind === 'deny' ? verdict.reason : null,
          until: verdict.kind === 'defer' ? toRfc3339(verdict.untilMs) : null,
          checks: verdict.checks,
          to: `${address.kind}:${address.value}`,
          channel: profile.channel,
          connectionId: route.connectionId,
          segments: cut?.segments ?? 1,
          encoding: cut?.encoding ?? null,
          estimatedCostMicroUsd: (cut?.segments ?? 0) * DEFAULT_TARIFF.smsSegmentMicroUsd,
        },
        200,
      );
    }

    const result = await conversation.request(who, wish);
    if (result.kind === 'refused') throw refused(result.verdict);
    // The key made this send before, and its answer has been forgotten since.
    if (result.kind === 'exists' && result.send.text !== wish.text)
      throw new Problem('idempotency_key_reused');
    return c.json(showMessage(result.send), 202);
  });

  api.openapi(readMessage, async (c) => {
    const { id } = c.req.valid('param');
    const send = await conversationOf(c, id).readSend(id);
    if (send === null) throw new Problem('not_found');
    return c.json(showMessage(send), 200);
  });

  api.openapi(cancelMessage, async (c) => {
    const { id } = c.req.valid('param');
    const send = await conversationOf(c, id).cancel(id);
    if (send === null) throw new Problem('not_found');
    if (send.state !== 'cancelled')
      throw new Problem('conflict', { detail: `It cannot be cancelled any more: it is ${send.state}.` });
    return c.json(showMessage(send), 200);
  });

  return api;
}

async function businessOf(c: Context<HttpEnv>): Promise<BusinessProfile> {
  const business = await c.var.parts.profile(c.var.actor.businessId);
  if (business === null) throw new Problem('not_found');
  return business;
}

/** Conversations are named from business and address: under another business's name there is nothing. */
function conversationOf(c: Context<HttpEnv>, id: SendId) {
  return c.var.parts.conversation(c.var.actor.businessId, conversationOfSend(id));
}

async function wishOf(
  c: Context<HttpEnv>,
  business: BusinessProfile,
  body: MessageIn,
  route: SendingRoute,
  sendId: SendId,
): Promise<SendWish> {
  const nowMs = c.var.parts.nowMs();
  const notBeforeMs = body.notBefore === undefined ? nowMs : Math.max(nowMs, Date.parse(body.notBefore));
  const expiresAtMs = body.expiresAt === undefined ? notBeforeMs + DAY_MS : Date.parse(body.expiresAt);
  if (expiresAtMs <= notBeforeMs) throw invalid('expiresAt', 'must be later than now and than notBefore');
  if (expiresAtMs > nowMs + MAX_AHEAD_MS) throw invalid('expiresAt', 'at most 90 days ahead');
  const fallbacks = await Promise.all(
    (body.fallbacks ?? []).map((wish, index) => findRoute(c, business, wish, `fallbacks.${index}.`)),
  );
  return {
    sendId,
    class: body.class,
    author: 'api',
    channel: route.profile.channel,
    connectionId: route.connectionId,
    to: route.address,
    text: body.text,
    quickReplies: body.quickReplies ?? [],
    mediaUrls: body.mediaUrls ?? [],
    campaignId: null,
    purpose: body.purpose ?? body.class,
    notBeforeMs,
    expiresAtMs,
    fallbacks: fallbacks.map((fallback) => ({
      channel: fallback.profile.channel,
      connectionId: fallback.connectionId,
      to: fallback.address,
    })),
  };
}

function refused(verdict: GateVerdict): Problem {
  const reason = verdict.kind === 'deny' ? verdict.reason : verdict.kind;
  return new Problem('refused', {
    detail: verdict.checks.find(({ result }) => result === 'deny')?.detail ?? 'The rules do not allow it.',
    extra: { reason, checks: verdict.checks },
  });
}

function invalid(path: string, message: string): Problem {
  return new Problem('validation_failed', { errors: [{ path, message }] });
}
