/** What becomes of a send that was posted here, and what the figures hear of it. Pure: who asks writes it down. */
import { billedSegments, carrierCostMicroUsd } from '../domain/carriage.ts';
import type { DeliveryUpdate, SendOutcome } from '../domain/channel.ts';
import type { EventBody } from '../domain/event.ts';
import { movesForward } from '../domain/send.ts';
import type { EventRow, SendRow } from './tables.ts';

/** Null = it stays as it is. */
export type Change = { row: SendRow; told: EventRow[] } | null;

/** What the answer to a post means that is under way still. */
export function settled(row: SendRow, outcome: SendOutcome, nowMs: number): NonNullable<Change> {
  if (outcome.kind === 'sent') return sent(row, outcome, nowMs) ?? { row, told: [] };
  const posted = row.posted === null ? null : { ...row.posted, endedAtMs: nowMs, outcome };
  return { row: { ...row, state: 'leaving', leaseUntilMs: nowMs, posted }, told: [] };
}

function sent(row: SendRow, outcome: Extract<SendOutcome, { kind: 'sent' }>, nowMs: number): Change {
  const { posted } = row;
  if (posted === null || row.state !== 'posting') return null;
  const { channel, class: sendClass, campaignId } = posted.wish;
  const segments = billedSegments(outcome.segments, posted.segments);
  const costMicroUsd = carrierCostMicroUsd(segments, { segmented: channel === 'sms' });
  const bodies: EventBody[] = [
    { kind: 'send.settled', channel, class: sendClass, outcome: 'sent', reason: null, campaignId, segments },
  ];
  if (costMicroUsd > 0)
    bodies.push({ kind: 'cost.incurred', channel, cost: 'carrier', microUsd: costMicroUsd });
  return {
    row: {
      ...row,
      state: 'sent',
      leaseUntilMs: null,
      posted: { ...posted, segments, costMicroUsd, endedAtMs: nowMs, outcome },
    },
    told: [eventOf(row, 'sent', nowMs, bodies)],
  };
}

/** What a callback means: the first word of a post settles it, and a delivery only ever moves forward. */
export function delivered(row: SendRow, update: DeliveryUpdate, nowMs: number): Change {
  const { providerMessageId, status } = update;
  const settling = sent(row, { kind: 'sent', providerMessageId, segments: null }, nowMs);
  const { row: known, told } = settling ?? { row, told: [] };
  const { posted } = known;
  if (posted === null || !movesForward(posted.delivery, status)) return settling;
  const moved = { ...known, posted: { ...posted, delivery: status } };
  if (status !== 'delivered' && status !== 'read') return { row: moved, told };
  const { channel, class: sendClass, campaignId } = posted.wish;
  const body: EventBody = { kind: 'send.delivered', channel, class: sendClass, status, campaignId };
  return { row: moved, told: [...told, eventOf(row, status, nowMs, [body])] };
}

/** Whether the callback is about this very post. */
export function isAbout({ posted }: SendRow, { providerMessageId }: DeliveryUpdate): boolean {
  const outcome = posted?.outcome ?? null;
  return outcome?.kind !== 'sent' || outcome.providerMessageId === providerMessageId;
}

export const elsewhere = (row: SendRow): SendRow => ({
  ...row,
  state: 'elsewhere',
  leaseUntilMs: null,
  posted: null,
});

function eventOf(
  { sendId, conversationId }: SendRow,
  what: string,
  atMs: number,
  bodies: EventBody[],
): EventRow {
  return { name: `${sendId.slice(4)}_${what}`, conversationId, atMs, bodies };
}
