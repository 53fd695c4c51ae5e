/** An event as it comes out of the queue. The only place that believes in its shape. */
import { z } from 'zod';
import type { Event } from '../domain/event.ts';

const text = z.string().min(1).max(500);
const channel = z.enum([
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'email',
  'webchat',
  'push',
  'voice',
]);
const day = z.iso.date();
const resolution = z.enum(['confirmed', 'assumed', 'abandoned', 'handedOff']);
const sendClass = z.enum(['reply', 'transactional', 'must-arrive', 'marketing']);
const source = z.enum(['keyword', 'words', 'provider', 'api', 'person']);
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Clocks jump and prices have fractions: neither is a reason to lose an event. */
const amount = z
  .number()
  .max(Number.MAX_SAFE_INTEGER)
  .transform((value) => Math.max(0, Math.round(value)));
/** A provider's own words may be long. */
const label = z.string().transform((value) => value.slice(0, 500));
const frame = {
  id: text,
  businessId: text,
  conversationId: text,
  atMs: whole,
  day,
  channel,
};

const schema = z.discriminatedUnion('kind', [
  z.object({ ...frame, kind: z.literal('message.received'), connectionId: text }),
  z.object({ ...frame, kind: z.literal('conversation.opened') }),
  z.object({
    ...frame,
    kind: z.literal('conversation.reopened'),
    was: resolution,
    closedDay: day.optional(),
    intent: label.nullable().optional(),
  }),
  z.object({ ...frame, kind: z.literal('conversation.closed'), resolution, intent: label.nullable() }),
  z.object({
    ...frame,
    kind: z.literal('turn.decided'),
    intent: label.nullable(),
    flow: label,
    decision: z.enum(['reply', 'ask', 'handOff', 'silent']),
    modelVersion: label,
    confidence: z.number(),
    understood: label.nullable().optional(),
  }),
  z.object({
    ...frame,
    kind: z.literal('turn.corrected'),
    modelVersion: label,
    intent: label.nullable(),
    meant: label.nullable(),
    decidedAtMs: whole,
  }),
  z.object({ ...frame, kind: z.literal('response.first'), waitMs: amount, by: z.enum(['bot', 'person']) }),
  z.object({
    ...frame,
    kind: z.literal('handoff.requested'),
    reason: label,
    intent: label.nullable(),
  }),
  z.object({ ...frame, kind: z.literal('floor.changed'), holder: z.enum(['bot', 'person']) }),
  z.object({ ...frame, kind: z.literal('consent.optedOut'), source }),
  z.object({ ...frame, kind: z.literal('consent.optedIn'), source }),
  z.object({
    ...frame,
    kind: z.literal('send.settled'),
    class: sendClass,
    outcome: z.enum(['sent', 'failed', 'denied', 'cancelled', 'expired', 'unknown']),
    reason: label.nullable(),
    campaignId: text.nullable(),
    segments: amount,
  }),
  z.object({
    ...frame,
    kind: z.literal('send.delivered'),
    class: sendClass,
    status: z.enum(['delivered', 'read', 'failed']),
    campaignId: text.nullable(),
  }),
  z.object({
    ...frame,
    kind: z.literal('cost.incurred'),
    cost: z.enum(['model', 'carrier', 'infrastructure']),
    microUsd: amount,
  }),
]);

/** Null when it is not an event of a kind and shape that this version knows. */
export function parseEvent(value: unknown): Event | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
