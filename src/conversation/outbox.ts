/** The outbox: sends in order, one released at a time and lane, so that nothing overtakes and nothing is forgotten. */
import { outboundOf as outbound, segmentsOf } from '../domain/carriage.ts';
import type { ChannelProfile, OutboundMessage } from '../domain/channel.ts';
import type { BusinessProfile } from '../domain/business.ts';
import { formatAddress } from '../domain/address.ts';
import type { EventBody } from '../domain/event.ts';
import { asksWhere, gate } from '../domain/gate.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { Kept } from './kept.ts';
import type { SendWish } from './api.ts';
import { consentFor } from './consent.ts';
import { emit } from './figures.ts';
import type { Lane, Ports } from './ports.ts';
import { addMessage } from './messages.ts';
import { addressOf, changeState, laneOf, openSends, putSend, readSend, readState, stateOf } from './rows.ts';
import type { SendBody, SendRow } from './rows.ts';
import { setTimer } from './timers.ts';

/** A released job that nobody took up by then is released again: a queue may lose, we may crash between. */
export const RELEASE_AGAIN_AFTER_MS = 60_000;

const LANES = ['replies', 'campaigns'] as const;
/** More of the bot's answers than a loop takes need not be remembered. */
const MOST_ANSWERS = 10;

const NOWHERE = { timeZones: [], country: null };

/** A send whose first try was made elsewhere. */
export type Start = { authorisedBy: string; leaseUntilMs: number };

/** Adds a send and its line in the thread. Call inside a transaction. Null = this send id is already here. */
export function insertSend(
  kept: Kept,
  nowMs: number,
  wish: SendWish,
  channel: Pick<ChannelProfile, 'segmented'>,
  confirmsOptOut = false,
  start: Start | null = null,
): SendRow | null {
  if (readSend(kept, wish.sendId) !== null) return null;
  // Its place in the outbox is that of its line in the thread.
  const ord = addMessage(kept, {
    direction: 'out',
    author: wish.author,
    text: wish.text,
    at_ms: nowMs,
    send_id: wish.sendId,
  });
  if (wish.author === 'bot' && wish.class === 'reply')
    changeState(kept, { answered_at_ms: [...stateOf(kept).answered_at_ms, nowMs].slice(-MOST_ANSWERS) });
  return putSend(kept, newRow(ord, nowMs, wish, channel, confirmsOptOut, start));
}

function newRow(
  ord: number,
  nowMs: number,
  wish: SendWish,
  channel: Pick<ChannelProfile, 'segmented'>,
  confirmsOptOut: boolean,
  start: Start | null,
): SendRow {
  const body: SendBody = {
    text: wish.text,
    quickReplies: wish.quickReplies,
    mediaUrls: wish.mediaUrls,
    purpose: wish.purpose,
    reasons: wish.reasons ?? null,
    fallbacks: wish.fallbacks,
  };
  const tries = start === null ? 0 : 1;
  return {
    send_id: wish.sendId,
    ord,
    lane: laneOf(wish.class),
    state: start === null ? 'pending' : 'posting',
    state_reason: null,
    class: wish.class,
    author: wish.author,
    channel: wish.channel,
    connection_id: wish.connectionId,
    address: formatAddress(wish.to),
    body,
    campaign_id: wish.campaignId,
    segments: segmentsOf(wish, channel),
    cost_micro_usd: 0,
    created_at_ms: nowMs,
    not_before_ms: wish.notBeforeMs,
    next_try_ms: 0,
    expires_at_ms: wish.expiresAtMs,
    released_at_ms: null,
    lease_until_ms: start?.leaseUntilMs ?? null,
    lease: tries,
    tries,
    resends: 0,
    posted_at_ms: start === null ? null : nowMs,
    authorised_by: start?.authorisedBy ?? null,
    provider_message_id: null,
    delivery: null,
    confirms_opt_out: confirmsOptOut,
    attempts: [],
  };
}

/** The first send of a lane that is due and not settled: only this one may be claimed. */
export function headOf(kept: Kept, lane: Lane, nowMs: number): Readonly<SendRow> | null {
  const due = openSends(kept).filter(
    (row) => row.state !== 'unknown' && row.lane === lane && row.not_before_ms <= nowMs,
  );
  return due.reduce<Readonly<SendRow> | null>(
    (first, row) => (first === null || row.ord < first.ord ? row : first),
    null,
  );
}

/** The heads of both lanes. */
export function headsOf(kept: Kept, nowMs: number): Readonly<SendRow>[] {
  return LANES.map((lane) => headOf(kept, lane, nowMs)).filter((head) => head !== null);
}

/** Whether any send is not settled yet. */
export const hasOpenSends = (kept: Kept): boolean => (readState(kept)?.open_sends.length ?? 0) > 0;

/** The bot's own, of which nobody has tried to get rid yet: a person's answer and a client's wish take the queue. */
export const isUntriedReply = (row: Readonly<SendRow>): boolean =>
  row.class === 'reply' && row.author !== 'person' && row.lease === 0 && row.released_at_ms === null;

/** Heads that are due and that no job is out for. */
export function releasable(kept: Kept, nowMs: number): SendRow[] {
  return headsOf(kept, nowMs).filter((head) => {
    const dueMs = releaseDueMs(head);
    return dueMs !== null && dueMs <= nowMs;
  });
}

/** When a head should be (re)released; null while it is being worked on. */
export function releaseDueMs(head: SendRow): number | null {
  if (head.state !== 'pending') return null;
  const dueMs = Math.max(head.not_before_ms, head.next_try_ms);
  return head.released_at_ms === null ? dueMs : Math.max(dueMs, head.released_at_ms + RELEASE_AGAIN_AFTER_MS);
}

export function markReleased(kept: Kept, head: Readonly<SendRow>, nowMs: number): void {
  const row = readSend(kept, head.send_id);
  if (row?.state === 'pending' && row.lease === head.lease) putSend(kept, { ...row, released_at_ms: nowMs });
}

/** What the gate says to this send at this moment. Reads only. */
export function judge(
  ports: Pick<Ports, 'kept' | 'whereabouts'>,
  nowMs: number,
  business: BusinessProfile,
  channel: ChannelProfile,
  wish: Pick<SendWish, 'class' | 'author' | 'purpose' | 'expiresAtMs' | 'to'> & { segments: number },
  confirmsOptOut: boolean,
  /** When other offers were posted; only for marketing under a cap. */
  offersAtMs: readonly number[] = [],
): GateVerdict {
  const { kept } = ports;
  const state = readState(kept);
  // Reading a number is dear.
  const { timeZones, country } = asksWhere(wish) ? ports.whereabouts(wish.to) : NOWHERE;
  return gate({
    nowMs,
    send: { ...wish, country, confirmsOptOut },
    channel,
    business,
    contact: {
      suppressed: state?.opted_out === true,
      consentId: state === null ? null : consentFor(kept, wish.purpose),
      timeZones: timeZones.length > 0 ? timeZones : [business.timeZone],
      lastInboundAtMs: state?.last_inbound_at_ms ?? null,
      recentMarketingAtMs: offersAtMs,
    },
    floor: state?.floor ?? 'bot',
  });
}

export function judgeRow(
  ports: Ports,
  nowMs: number,
  business: BusinessProfile,
  channel: ChannelProfile,
  row: SendRow,
  offersAtMs: readonly number[] = [],
): GateVerdict {
  const wish = {
    class: row.class,
    author: row.author,
    purpose: row.body.purpose,
    expiresAtMs: row.expires_at_ms,
    to: addressOf(row.address),
    segments: row.segments,
  };
  return judge(ports, nowMs, business, channel, wish, row.confirms_opt_out, offersAtMs);
}

/** Moves a send to a final state that needed no post, with its figure. Call inside a transaction. */
export function conclude(
  kept: Kept,
  nowMs: number,
  row: SendRow,
  state: 'denied' | 'cancelled' | 'expired' | 'failed',
  reason: string,
): void {
  putSend(kept, { ...row, state, state_reason: reason, lease_until_ms: null });
  emit(kept, nowMs, settledEvent(row, state, reason));
}

export function settledEvent(
  row: Pick<SendRow, 'channel' | 'class' | 'campaign_id' | 'segments'>,
  outcome: 'sent' | 'failed' | 'denied' | 'cancelled' | 'expired' | 'unknown',
  reason: string | null,
): EventBody {
  return {
    kind: 'send.settled',
    channel: row.channel,
    class: row.class,
    outcome,
    reason,
    campaignId: row.campaign_id,
    segments: row.segments,
  };
}

/** STOP, or a deleted contact: nothing that has not left leaves. Call inside a transaction. */
export function cancelOpenSends(kept: Kept, nowMs: number, reason: string): void {
  for (const row of openSends(kept)) {
    if (row.state !== 'pending' && row.state !== 'claimed') continue;
    conclude(kept, nowMs, row, 'cancelled', reason);
    tellCampaign(kept, nowMs, row);
  }
}

export function outboundOf(row: SendRow, nowMs: number): OutboundMessage {
  const { send_id: sendId, address, body, expires_at_ms: expiresAtMs } = row;
  return outbound({ ...body, sendId, to: addressOf(address), expiresAtMs }, nowMs);
}

/**
 * A campaign hears of what was settled outside its own job (STOP, expiry, a callback, a look-up) through one more job, which
 * finds the send done.
 */
export function tellCampaign(kept: Kept, nowMs: number, row: SendRow): void {
  if (row.campaign_id === null) return;
  setTimer(kept, {
    id: `tell:${row.send_id}`,
    kind: 'tell',
    dueMs: nowMs + 5_000,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: row.send_id,
  });
}
