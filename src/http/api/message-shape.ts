/** How a send looks outside, shared by messages, conversations and campaigns. */
import { z } from '@hono/zod-openapi';
import type { SendView } from '../../conversation/api.ts';
import { formatAddress } from '../../domain/address.ts';
import type { Reasons } from '../../domain/send.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import { timeOut } from '../fields.ts';

export const SEND_EXAMPLE = 'snd_abcdefghijklmnopqrstuvwxyz_1a2b3c';

export const evidenceOut = z
  .object({
    passageId: z.string(),
    title: z.string(),
    quote: z.string(),
    url: z.string().nullable(),
    contentHash: z.string(),
  })
  .openapi('Evidence');

export const reasonsOut = z
  .object({
    intent: z.string().nullable(),
    confidence: z.number().nullable(),
    flow: z.string().nullable(),
    flowVersion: z.number().nullable(),
    modelVersion: z.string().nullable(),
    stages: z
      .array(z.object({ stage: z.string(), outcome: z.string(), confidence: z.number().nullable() }))
      .openapi({
        description: 'The stages of understanding that were asked, in turn; the last sure one decided.',
      }),
    evidence: z.array(evidenceOut),
    receiptId: z.string().nullable().openapi({ description: 'Shown to everybody at /a/{receiptId}.' }),
    note: z.string().nullable(),
  })
  .openapi('Reasons', { description: 'Why it says what it says.' });

export const checkOut = z
  .object({ check: z.string(), result: z.enum(['pass', 'defer', 'deny']), detail: z.string() })
  .openapi('GateCheck');

export const messageOut = z
  .object({
    id: z.string().openapi({ example: SEND_EXAMPLE }),
    conversationId: z.string(),
    class: z.enum(['reply', 'transactional', 'must-arrive', 'marketing']),
    author: z.enum(['bot', 'person', 'api', 'campaign', 'system']),
    channel: z.string(),
    connectionId: z.string(),
    to: z.string().openapi({ example: 'phone:+15551234567' }),
    text: z.string(),
    state: z
      .enum(['pending', 'claimed', 'posting', 'sent', 'failed', 'denied', 'cancelled', 'expired', 'unknown'])
      .openapi({
        description:
          '`unknown`: the provider may have it. It is settled by callback or look-up, never sent blindly again.',
      }),
    stateReason: z.string().nullable(),
    delivery: z.enum(['accepted', 'sent', 'delivered', 'read', 'failed']).nullable(),
    providerMessageId: z.string().nullable(),
    segments: z.int(),
    costMicroUsd: z.int(),
    createdAt: timeOut,
    notBefore: timeOut,
    nextTryAt: timeOut.nullable(),
    authorisedBy: z
      .string()
      .nullable()
      .openapi({ description: 'What allowed it: the consent and the rules in force.' }),
    campaignId: z.string().nullable(),
    attempts: z.array(
      z.object({
        number: z.int(),
        startedAt: timeOut,
        endedAt: timeOut.nullable(),
        outcome: z.enum(['sent', 'later', 'never', 'held', 'unknown']).nullable(),
        reason: z.string().nullable(),
      }),
    ),
    reasons: reasonsOut.nullable(),
  })
  .openapi('Message');

export function showMessage(send: SendView): z.infer<typeof messageOut> {
  return {
    id: send.sendId,
    conversationId: send.conversationId,
    class: send.class,
    author: send.author,
    channel: send.channel,
    connectionId: send.connectionId,
    to: formatAddress(send.to),
    text: send.text,
    state: send.state,
    stateReason: send.stateReason,
    delivery: send.delivery,
    providerMessageId: send.providerMessageId,
    segments: send.segments,
    costMicroUsd: send.costMicroUsd,
    createdAt: toRfc3339(send.createdAtMs),
    notBefore: toRfc3339(send.notBeforeMs),
    nextTryAt: toRfc3339OrNull(send.nextTryAtMs),
    authorisedBy: send.authorisedBy,
    campaignId: send.campaignId,
    attempts: send.attempts.map(({ number, startedAtMs, endedAtMs, outcome, reason }) => ({
      number,
      startedAt: toRfc3339(startedAtMs),
      endedAt: toRfc3339OrNull(endedAtMs),
      outcome,
      reason,
    })),
    reasons: send.reasons === null ? null : showReasons(send.reasons),
  };
}

export function showReasons(reasons: Reasons): z.infer<typeof reasonsOut> {
  return {
    ...reasons,
    receiptId: reasons.receiptId ?? null,
    stages: reasons.stages ?? [],
    evidence: reasons.evidence.map((evidence) => ({ ...evidence })),
  };
}
