/** The outbox: sends in order, one released at a time and lane, so that nothing overtakes and nothing is forgotten. */
import type { ChannelProfile, OutboundMessage } from '../domain/channel.ts';
import { segmentsOf as textSegments } from '../domain/segments.ts';
import type { BusinessProfile } from '../domain/business.ts';
import { DEFAULT_TARIFF } from '../domain/business.ts';
import { formatAddress } from '../domain/address.ts';
import type { EventBody } from '../domain/event.ts';
import { gate } from '../domain/gate.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { Sql, SqlValue } from '../platform/sql.ts';
import type { SendWish } from './api.ts';
import { mayWait, noteWaiting, readState } from './held.ts';
import { consentFor } from './consent.ts';
import { emit } from './figures.ts';
import type { Lane, Ports } from './ports.ts';
import { addressOf, bodyOf, flag, laneOf } from './rows.ts';
import type { SendBody, SendRow, StateRow } from './rows.ts';
import { setTimer } from './timers.ts';

/** A released job that nobody took up by then is released again: a queue may lose, we may crash between. */
export const RELEASE_AGAIN_AFTER_MS = 60_000;

const POST_VALID_MS = 4 * 3_600_000;

/** A send that is added and posted in the same step, by a caller that holds a token for it. */
export type Start = { authorisedBy: string; leaseUntilMs: number };

/** Adds a send and its line in the thread. Call inside a transaction. Null = this send id is already here. */
export function insertSend(
  sql: Sql,
  nowMs: number,
  wish: SendWish,
  channel: ChannelProfile,
  confirmsOptOut = false,
  start: Start | null = null,
): SendRow | null {
  const row = newRow(nowMs, wish, channel, confirmsOptOut, start);
  noteWaiting(sql, 'sendsWait', true);
  const columns = Object.entries<SqlValue>(row);
  // Its place in the outbox is that of its line in the thread, which comes next.
  const [added] = sql.all<{ ord: number }>(
    `INSERT INTO sends (ord, ${columns.map(([name]) => name).join(', ')})
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM messages), ${columns.map(() => '?').join(', ')})
     ON CONFLICT (send_id) DO NOTHING RETURNING ord`,
    ...columns.map(([, value]) => value),
  );
  if (added === undefined) return null;
  sql.run(
    `INSERT INTO messages (direction, author, text, at_ms, send_id, turn) VALUES ('out', ?, ?, ?, ?, 0)`,
    wish.author,
    wish.text,
    nowMs,
    wish.sendId,
  );
  return { ...row, ord: added.ord };
}

function newRow(
  nowMs: number,
  wish: SendWish,
  channel: ChannelProfile,
  confirmsOptOut: boolean,
  start: Start | null,
): Omit<SendRow, 'ord'> {
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
    lane: laneOf(wish.class),
    state: start === null ? 'pending' : 'posting',
    state_reason: null,
    class: wish.class,
    author: wish.author,
    channel: wish.channel,
    connection_id: wish.connectionId,
    address: formatAddress(wish.to),
    body: JSON.stringify(body),
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
    confirms_opt_out: flag(confirmsOptOut),
  };
}

export function segmentsOf(wish: Pick<SendWish, 'text' | 'quickReplies'>, channel: ChannelProfile): number {
  if (!channel.segmented) return 1;
  const options = wish.quickReplies.map((reply, index) => `\n${index + 1}. ${reply.title}`).join('');
  return textSegments(wish.text + options).segments;
}

export function carrierCostMicroUsd(segments: number, channel: Pick<ChannelProfile, 'segmented'>): number {
  return channel.segmented ? segments * DEFAULT_TARIFF.smsSegmentMicroUsd : 0;
}

/** The first send of a lane that is due and not settled: only this one may be claimed. */
export function headOf(sql: Sql, lane: Lane, nowMs: number): SendRow | null {
  const [head] = sql.all<SendRow>(
    `SELECT * FROM sends WHERE state IN ('pending', 'claimed', 'posting') AND lane = ? AND not_before_ms <= ?
     ORDER BY ord LIMIT 1`,
    lane,
    nowMs,
  );
  return head ?? null;
}

/** The heads of both lanes. */
export function headsOf(sql: Sql, nowMs: number): SendRow[] {
  return sql.all<SendRow>(
    `SELECT * FROM sends WHERE ord IN (
       SELECT min(ord) FROM sends WHERE state IN ('pending', 'claimed', 'posting') AND not_before_ms <= ? GROUP BY lane)`,
    nowMs,
  );
}

/** Whether any send is not settled yet. */
export function hasOpenSends(sql: Sql): boolean {
  if (!mayWait(sql, 'sendsWait')) return false;
  const open = sql.all(
    `SELECT 1 AS there FROM sends WHERE state IN ('pending', 'claimed', 'posting', 'unknown') LIMIT 1`,
  );
  if (open.length === 0) noteWaiting(sql, 'sendsWait', false);
  return open.length > 0;
}

/** Heads that are due and that no job is out for. */
export function releasable(sql: Sql, nowMs: number): SendRow[] {
  return headsOf(sql, nowMs).filter((head) => {
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

export function markReleased(sql: Sql, row: SendRow, nowMs: number): void {
  sql.run(
    `UPDATE sends SET released_at_ms = ? WHERE send_id = ? AND state = 'pending' AND lease = ?`,
    nowMs,
    row.send_id,
    row.lease,
  );
}

/** What the gate says to this send at this moment. Reads only. */
export function judge(
  ports: Pick<Ports, 'sql' | 'whereabouts'>,
  nowMs: number,
  business: BusinessProfile,
  channel: ChannelProfile,
  wish: Pick<SendWish, 'class' | 'author' | 'purpose' | 'expiresAtMs' | 'to'> & { segments: number },
  confirmsOptOut: boolean,
  state: StateRow | null = readState(ports.sql),
): GateVerdict {
  const { sql } = ports;
  const { timeZones, country } = ports.whereabouts(wish.to);
  return gate({
    nowMs,
    send: { ...wish, country, confirmsOptOut },
    channel,
    business,
    contact: {
      suppressed: state?.opted_out === 1,
      consentId: state === null ? null : consentFor(sql, wish.purpose),
      timeZones: timeZones.length > 0 ? timeZones : [business.timeZone],
      lastInboundAtMs: state?.last_inbound_at_ms ?? null,
      recentMarketingAtMs: state === null ? [] : recentMarketing(sql, nowMs, business),
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
): GateVerdict {
  const wish = {
    class: row.class,
    author: row.author,
    purpose: bodyOf(row).purpose,
    expiresAtMs: row.expires_at_ms,
    to: addressOf(row.address),
    segments: row.segments,
  };
  return judge(ports, nowMs, business, channel, wish, row.confirms_opt_out === 1);
}

function recentMarketing(sql: Sql, nowMs: number, business: BusinessProfile): number[] {
  if (business.frequencyCap === null) return [];
  return sql
    .all<{ posted_at_ms: number }>(
      `SELECT posted_at_ms FROM sends WHERE class = 'marketing' AND state IN ('posting', 'sent', 'unknown') AND posted_at_ms > ?`,
      nowMs - business.frequencyCap.windowMs,
    )
    .map((row) => row.posted_at_ms);
}

/** Moves a send to a final state that needed no post, with its figure. Call inside a transaction. */
export function conclude(
  sql: Sql,
  nowMs: number,
  row: SendRow,
  state: 'denied' | 'cancelled' | 'expired' | 'failed',
  reason: string,
): void {
  sql.run(
    `UPDATE sends SET state = ?, state_reason = ?, lease_until_ms = NULL WHERE send_id = ?`,
    state,
    reason,
    row.send_id,
  );
  emit(sql, nowMs, settledEvent(row, state, reason));
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
export function cancelOpenSends(sql: Sql, nowMs: number, reason: string): void {
  const open = sql.all<SendRow>(`SELECT * FROM sends WHERE state IN ('pending', 'claimed')`);
  for (const row of open) {
    conclude(sql, nowMs, row, 'cancelled', reason);
    tellCampaign(sql, nowMs, row);
  }
}

export function outboundOf(row: SendRow, nowMs: number): OutboundMessage {
  const body = bodyOf(row);
  return {
    sendId: row.send_id,
    to: addressOf(row.address),
    text: body.text,
    quickReplies: body.quickReplies,
    mediaUrls: body.mediaUrls,
    validForMs: Math.max(Math.min(row.expires_at_ms - nowMs, POST_VALID_MS), 60_000),
  };
}

/**
 * A campaign hears of what was settled outside its own job (STOP, expiry, a callback, a look-up) through one more job, which
 * finds the send done.
 */
export function tellCampaign(sql: Sql, nowMs: number, row: SendRow): void {
  if (row.campaign_id === null) return;
  setTimer(sql, {
    id: `tell:${row.send_id}`,
    kind: 'tell',
    dueMs: nowMs + 5_000,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: row.send_id,
  });
}
