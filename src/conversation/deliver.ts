/**
 * One try of one send: claim, gate, budget, governor, post, settle. It runs inside the conversation's own object, so that
 * the write that claims is durable before the provider is called, and a STOP or a person taking the floor meets it here.
 */
import type { ChannelProfile, SendOutcome } from '../domain/channel.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { SendId } from '../domain/ids.ts';
import type { DeliverResult } from './api.ts';
import { readState } from './held.ts';
import { carrierCostMicroUsd, conclude, headOf, judgeRow, outboundOf } from './outbox.ts';
import type { Ports } from './ports.ts';
import { takeIn } from './receive.ts';
import { readSendRow } from './rows.ts';
import type { SendRow } from './rows.ts';
import { settle } from './settle.ts';

/** At least three times the longest call that a lease covers. */
export const LEASE_MS = 60_000;
const GO = { kind: 'go' } as const;

export async function deliver(ports: Ports, sendId: SendId): Promise<DeliverResult> {
  const { sql } = ports;
  const state = readState(sql);
  const found = state === null ? null : readSendRow(sql, sendId);
  if (state === null || found === null) return { kind: 'missing' };
  if (found.state !== 'pending') return answer(found, ports.nowMs());

  const business = await ports.profile(state.business_id);
  const channel = await ports.channel(found.connection_id);
  takeIn(sql);
  const claimed = ports.sql.transaction(() => claim(ports, sendId, business, channel));
  if (claimed === null) {
    const row = readSendRow(sql, sendId);
    return row === null ? { kind: 'missing' } : answer(row, ports.nowMs());
  }
  if (business === null || channel === null) throw new Error('a claimed send has a business and a channel');

  if (!(await afford(ports, business, channel, claimed))) return done(ports, sendId);
  const token = channel.transport === 'socket' ? GO : await ports.governor.take(claimed.connection_id);
  if (token.kind === 'wait') {
    sql.transaction(() => putBack(ports, claimed, token.waitMs));
    return done(ports, sendId);
  }

  takeIn(sql);
  // The last look and the write that precedes the call are one transaction: what committed before it is obeyed.
  const posting = sql.transaction(() => startPost(ports, claimed, business, channel));
  if (posting === null) return done(ports, sendId);
  return post(ports, business, channel, posting);
}

/** The call itself, and what it came to. The write that makes the send `posting` was made in this very step. */
export async function post(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  row: SendRow,
): Promise<DeliverResult> {
  // The thread itself is what an open socket reads: with the commit it is sent.
  const outcome: SendOutcome =
    channel.transport === 'socket'
      ? { kind: 'sent', providerMessageId: row.send_id, segments: null }
      : await ports.carrier.post(row.connection_id, outboundOf(row, ports.nowMs()));
  const settled = ports.sql.transaction(() => settle(ports, row, outcome));
  await reportOutcome(ports, business, row, settled, outcome);
  return settled === null ? { kind: 'missing' } : answer(settled, ports.nowMs());
}

/** Takes the lease, or settles what needs no post. Null = not claimed. */
function claim(
  ports: Ports,
  sendId: SendId,
  business: BusinessProfile | null,
  channel: ChannelProfile | null,
): SendRow | null {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const row = readSendRow(sql, sendId);
  if (row === null || row.state !== 'pending') return null;
  if (business === null || channel === null) {
    conclude(sql, nowMs, row, 'denied', business === null ? 'business' : 'connection');
    return null;
  }
  if (headOf(sql, row.lane, nowMs)?.send_id !== sendId || row.next_try_ms > nowMs) return null;
  const verdict = judgeRow(ports, nowMs, business, channel, row);
  if (verdict.kind === 'deny') {
    conclude(sql, nowMs, row, verdict.reason === 'expiry' ? 'expired' : 'denied', verdict.reason);
    return null;
  }
  if (verdict.kind === 'defer') {
    sql.run(
      `UPDATE sends SET not_before_ms = ?, released_at_ms = NULL, state_reason = 'deferred' WHERE send_id = ?`,
      verdict.untilMs,
      sendId,
    );
    return null;
  }
  const lease = row.lease + 1;
  sql.run(
    `UPDATE sends SET state = 'claimed', state_reason = NULL, lease = ?, lease_until_ms = ?, authorised_by = ? WHERE send_id = ?`,
    lease,
    nowMs + LEASE_MS,
    verdict.authorisedBy,
    sendId,
  );
  return { ...row, state: 'claimed', lease, lease_until_ms: nowMs + LEASE_MS };
}

async function afford(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  row: SendRow,
): Promise<boolean> {
  const costMicroUsd = carrierCostMicroUsd(row.segments, channel);
  if (business.monthlyBudgetMicroUsd === null || costMicroUsd === 0) return true;
  if (await ports.budget.reserve(business, row.send_id, costMicroUsd)) return true;
  ports.sql.transaction(() => {
    const current = readSendRow(ports.sql, row.send_id);
    if (current !== null && holds(current, row))
      conclude(ports.sql, ports.nowMs(), current, 'denied', 'budget');
  });
  return false;
}

function putBack(ports: Ports, row: SendRow, waitMs: number): void {
  ports.sql.run(
    `UPDATE sends SET state = 'pending', state_reason = 'rate', lease_until_ms = NULL, released_at_ms = NULL, next_try_ms = ?
     WHERE send_id = ? AND state = 'claimed' AND lease = ?`,
    ports.nowMs() + Math.max(waitMs, 1),
    row.send_id,
    row.lease,
  );
}

function startPost(
  ports: Ports,
  row: SendRow,
  business: BusinessProfile,
  channel: ChannelProfile,
): SendRow | null {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const current = readSendRow(sql, row.send_id);
  if (current === null || !holds(current, row)) return null;
  const verdict = judgeRow(ports, nowMs, business, channel, current);
  if (verdict.kind !== 'allow') {
    if (verdict.kind === 'deny') conclude(sql, nowMs, current, 'denied', verdict.reason);
    else putBack(ports, row, verdict.untilMs - nowMs);
    return null;
  }
  sql.run(
    `UPDATE sends SET state = 'posting', tries = tries + 1, posted_at_ms = ?, lease_until_ms = ? WHERE send_id = ?`,
    nowMs,
    nowMs + LEASE_MS,
    row.send_id,
  );
  return {
    ...current,
    state: 'posting',
    tries: current.tries + 1,
    posted_at_ms: nowMs,
    lease_until_ms: nowMs + LEASE_MS,
  };
}

/** Neither report may undo what is settled: a governor or budget that cannot be reached loses a number, not a send. */
async function reportOutcome(
  ports: Ports,
  business: BusinessProfile,
  row: SendRow,
  settled: SendRow | null,
  outcome: SendOutcome,
): Promise<void> {
  try {
    await ports.governor.report(row.connection_id, outcome);
    if (settled?.state === 'failed' && business.monthlyBudgetMicroUsd !== null)
      await ports.budget.release(business, row.send_id);
  } catch {
    ports.log.error('report_failed', { sendId: row.send_id });
  }
}

const holds = (current: SendRow, row: SendRow): boolean =>
  current.state === 'claimed' && current.lease === row.lease;

function done(ports: Ports, sendId: SendId): DeliverResult {
  const row = readSendRow(ports.sql, sendId);
  return row === null ? { kind: 'missing' } : answer(row, ports.nowMs());
}

function answer(row: SendRow, nowMs: number): DeliverResult {
  if ((row.state === 'claimed' || row.state === 'posting') && (row.lease_until_ms ?? 0) > nowMs)
    return { kind: 'busy' };
  return {
    kind: 'done',
    state: row.state,
    reason: row.state_reason,
    campaignId: row.campaign_id,
    segments: row.segments,
  };
}
