/**
 * One try of one send: claim, gate, budget, governor, post, settle. It runs inside the conversation's own object, so that
 * the write that claims is durable before the provider is called, and a STOP or a person taking the floor meets it here.
 */
import { carrierCostMicroUsd } from '../domain/carriage.ts';
import type { ChannelProfile, SendOutcome } from '../domain/channel.ts';
import type { BusinessProfile } from '../domain/business.ts';
import { LEASE_MS } from '../domain/send.ts';
import type { SendId } from '../domain/ids.ts';
import type { DeliverResult } from './api.ts';
import { countedOffers, uncountUnposted } from './offers.ts';
import { conclude, headOf, isUntriedReply, judgeRow, outboundOf } from './outbox.ts';
import type { Ports } from './ports.ts';
import { takeIn } from './receive.ts';
import { putSend, readSend, readState, stateOf } from './rows.ts';
import type { SendRow } from './rows.ts';
import { settle } from './settle.ts';

const GO = { kind: 'go' } as const;

export async function deliver(ports: Ports, sendId: SendId): Promise<DeliverResult> {
  const { kept } = ports;
  const state = readState(kept);
  const found = state === null ? null : readSend(kept, sendId);
  if (state === null || found === null) return { kind: 'missing' };
  if (found.state !== 'pending') return answer(found, ports.nowMs());

  const business = await ports.profile(state.business_id);
  const channel = await ports.channel(found.connection_id);
  const offersAtMs = await countedOffers(ports, business, found);
  const result = await attempt(ports, sendId, business, channel, offersAtMs ?? []);
  if (offersAtMs !== null) await uncountUnposted(ports, sendId);
  return result;
}

async function attempt(
  ports: Ports,
  sendId: SendId,
  business: BusinessProfile | null,
  channel: ChannelProfile | null,
  offersAtMs: readonly number[],
): Promise<DeliverResult> {
  const { kept } = ports;
  takeIn(kept);
  const claimed = kept.transaction(() => claim(ports, sendId, business, channel, offersAtMs));
  if (claimed === null) {
    const row = readSend(kept, sendId);
    return row === null ? { kind: 'missing' } : answer(row, ports.nowMs());
  }
  if (business === null || channel === null) throw new Error('a claimed send has a business and a channel');

  if (!(await afford(ports, business, channel, claimed))) return done(ports, sendId);
  const token = channel.transport === 'socket' ? GO : await ports.governor.take(claimed.connection_id);
  if (token.kind === 'wait') {
    kept.transaction(() => putBack(ports, claimed, token.waitMs));
    return done(ports, sendId);
  }

  takeIn(kept);
  // The last look and the write that precedes the call are one transaction: what committed before it is obeyed.
  const posting = kept.transaction(() => startPost(ports, claimed, business, channel, offersAtMs));
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
  const settled = ports.kept.transaction(() => settle(ports, row, outcome));
  await reportOutcome(ports, business, row, settled, outcome);
  return settled === null ? { kind: 'missing' } : answer(settled, ports.nowMs());
}

/**
 * The claim, the gate and the start of the post in one step, for the first try of a reply whose token is held already. Null = the
 * next in line is not that simple, and goes the usual way. Call inside a transaction, and post right after it.
 */
export function startAtOnce(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
): SendRow | null {
  const nowMs = ports.nowMs();
  const head = headOf(ports.kept, 'replies', nowMs);
  if (head === null || head.state !== 'pending' || !isUntriedReply(head)) return null;
  if (head.connection_id !== stateOf(ports.kept).connection_id) return null;
  const verdict = judgeRow(ports, nowMs, business, channel, head);
  if (verdict.kind !== 'allow') return null;
  return putSend(ports.kept, asPosting(asClaimed(head, nowMs, verdict.authorisedBy), nowMs));
}

/** Takes the lease, or settles what needs no post. Null = not claimed. */
function claim(
  ports: Ports,
  sendId: SendId,
  business: BusinessProfile | null,
  channel: ChannelProfile | null,
  offersAtMs: readonly number[],
): SendRow | null {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  const row = readSend(kept, sendId);
  if (row === null || row.state !== 'pending') return null;
  if (business === null || channel === null) {
    conclude(kept, nowMs, row, 'denied', business === null ? 'business' : 'connection');
    return null;
  }
  if (headOf(kept, row.lane, nowMs)?.send_id !== sendId || row.next_try_ms > nowMs) return null;
  const verdict = judgeRow(ports, nowMs, business, channel, row, offersAtMs);
  if (verdict.kind === 'deny') {
    conclude(kept, nowMs, row, verdict.reason === 'expiry' ? 'expired' : 'denied', verdict.reason);
    return null;
  }
  if (verdict.kind === 'defer') {
    putSend(kept, {
      ...row,
      not_before_ms: verdict.untilMs,
      released_at_ms: null,
      state_reason: 'deferred',
    });
    return null;
  }
  return putSend(kept, asClaimed(row, nowMs, verdict.authorisedBy));
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
  ports.kept.transaction(() => {
    const current = readSend(ports.kept, row.send_id);
    if (current !== null && holds(current, row))
      conclude(ports.kept, ports.nowMs(), current, 'denied', 'budget');
  });
  return false;
}

function putBack(ports: Ports, row: SendRow, waitMs: number): void {
  const current = readSend(ports.kept, row.send_id);
  if (current === null || !holds(current, row)) return;
  putSend(ports.kept, {
    ...current,
    state: 'pending',
    state_reason: 'rate',
    lease_until_ms: null,
    released_at_ms: null,
    next_try_ms: ports.nowMs() + Math.max(waitMs, 1),
  });
}

function startPost(
  ports: Ports,
  row: SendRow,
  business: BusinessProfile,
  channel: ChannelProfile,
  offersAtMs: readonly number[],
): SendRow | null {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  const current = readSend(kept, row.send_id);
  if (current === null || !holds(current, row)) return null;
  const verdict = judgeRow(ports, nowMs, business, channel, current, offersAtMs);
  if (verdict.kind !== 'allow') {
    if (verdict.kind === 'deny') conclude(kept, nowMs, current, 'denied', verdict.reason);
    else putBack(ports, row, verdict.untilMs - nowMs);
    return null;
  }
  return putSend(kept, asPosting(current, nowMs));
}

const asClaimed = (row: Readonly<SendRow>, nowMs: number, authorisedBy: string): SendRow => ({
  ...row,
  state: 'claimed',
  state_reason: null,
  lease: row.lease + 1,
  lease_until_ms: nowMs + LEASE_MS,
  authorised_by: authorisedBy,
});

const asPosting = (row: Readonly<SendRow>, nowMs: number): SendRow => ({
  ...row,
  state: 'posting',
  tries: row.tries + 1,
  posted_at_ms: nowMs,
  lease_until_ms: nowMs + LEASE_MS,
});

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
  const row = readSend(ports.kept, sendId);
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
