/** What a try came to, what the provider says later, and what to do about the sends that nobody knows of. */
import { billedSegments, carrierCostMicroUsd } from '../domain/carriage.ts';
import type { DeliveryUpdate, SendOutcome } from '../domain/channel.ts';
import { movesForward, retryWaitMs } from '../domain/send.ts';
import type { SendId } from '../domain/ids.ts';
import type { Kept } from './kept.ts';
import { optedOutAtProvider } from './consent.ts';
import { emit } from './figures.ts';
import { needPerson } from './floor.ts';
import { outboundOf, settledEvent, tellCampaign } from './outbox.ts';
import type { Ports } from './ports.ts';
import { changeState, openAttempt, putSend, readSend, stateOf } from './rows.ts';
import type { SendRow } from './rows.ts';
import { dropTimer, setTimer } from './timers.ts';

/** How long a send is held back when the connection itself is refused (revoked credentials). */
const HELD_MS = 60_000;
/** When an unknown send is looked up, counted from the post. After the last it stays unknown, and is shown as that. */
export const LOOKUP_AFTER_MS: readonly number[] = [15_000, 60_000, 300_000, 1_800_000];
const RELAY_WITHIN_MS = 24 * 3_600_000;

/**
 * Call inside a transaction. Gives the send as it is afterwards.
 * @param posted as it was when the post began: an outcome of an older try changes nothing
 */
export function settle(ports: Ports, posted: SendRow, outcome: SendOutcome): SendRow | null {
  const { kept } = ports;
  const row = readSend(kept, posted.send_id);
  if (row === null || row.lease !== posted.lease) return row;
  settleAs(ports, endAttempt(kept, ports.nowMs(), row, outcome), outcome);
  return readSend(kept, posted.send_id);
}

function settleAs(ports: Ports, row: SendRow, outcome: SendOutcome): void {
  if (outcome.kind === 'sent') return becomeSent(ports, row, outcome.providerMessageId, outcome.segments);
  // A callback was faster than the answer and has settled it already.
  if (row.state !== 'posting') return;
  switch (outcome.kind) {
    case 'later':
      return retry(ports, row, outcome.waitMs, outcome.reason);
    case 'held':
      return wait(ports, row, HELD_MS, outcome.reason);
    case 'never':
      fail(ports, row, outcome.reason);
      if (outcome.optOut) optedOutAtProvider(ports.kept, ports.nowMs(), row.send_id);
      return;
    case 'unknown':
      return becomeUnknown(ports, row, outcome.reason);
  }
}

function endAttempt(kept: Kept, nowMs: number, row: Readonly<SendRow>, outcome: SendOutcome): SendRow {
  const attempt = {
    ...openAttempt(row),
    endedAtMs: nowMs,
    outcome: outcome.kind,
    reason: outcome.kind === 'sent' ? null : outcome.reason,
  };
  const others = row.attempts.filter(({ number }) => number !== row.tries);
  return putSend(kept, { ...row, attempts: [...others, attempt] });
}

function becomeSent(ports: Ports, row: SendRow, providerMessageId: string, segments: number | null): void {
  const { kept } = ports;
  if (row.state !== 'posting' && row.state !== 'unknown') {
    if (row.provider_message_id === null) putSend(kept, { ...row, provider_message_id: providerMessageId });
    return;
  }
  const billed = billedSegments(segments, row.segments);
  if (row.state === 'unknown') dropTimer(kept, `lookup:${row.send_id}`);
  const sent = putSend(kept, {
    ...row,
    state: 'sent',
    state_reason: null,
    lease_until_ms: null,
    provider_message_id: providerMessageId,
    segments: billed,
    cost_micro_usd: carrierCostMicroUsd(billed, { segmented: row.channel === 'sms' }),
  });
  tellSent(ports, sent);
}

function tellSent(ports: Ports, row: SendRow): void {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  emit(kept, nowMs, settledEvent(row, 'sent', null));
  if (row.cost_micro_usd > 0)
    emit(kept, nowMs, {
      kind: 'cost.incurred',
      channel: row.channel,
      cost: 'carrier',
      microUsd: row.cost_micro_usd,
    });
  if (row.class === 'reply') firstResponse(ports, row, nowMs);
}

function firstResponse(ports: Ports, row: SendRow, nowMs: number): void {
  const { kept } = ports;
  const state = stateOf(kept);
  if (state.session_answered || state.session_opened_at_ms === null) return;
  changeState(kept, { session_answered: true });
  emit(kept, nowMs, {
    kind: 'response.first',
    channel: row.channel,
    waitMs: nowMs - state.session_opened_at_ms,
    by: row.author === 'person' ? 'person' : 'bot',
  });
}

function retry(ports: Ports, row: SendRow, providerWaitMs: number, reason: string): void {
  const waitMs = retryWaitMs(row.tries, providerWaitMs > 0 ? providerWaitMs : null, ports.random());
  if (waitMs === null) return fail(ports, row, `exhausted:${reason}`);
  wait(ports, row, waitMs, reason);
}

function wait(ports: Ports, row: SendRow, waitMs: number, reason: string): void {
  putSend(ports.kept, {
    ...row,
    state: 'pending',
    state_reason: reason,
    lease_until_ms: null,
    released_at_ms: null,
    posted_at_ms: null,
    next_try_ms: ports.nowMs() + waitMs,
  });
}

/** Final. Then the next channel of the contact, then a person: a customer who waits for an answer is never just dropped. */
export function fail(ports: Ports, row: SendRow, reason: string): void {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  putSend(kept, { ...row, state: 'failed', state_reason: reason, lease_until_ms: null });
  dropTimer(kept, `lookup:${row.send_id}`);
  emit(kept, nowMs, settledEvent(row, 'failed', reason));
  nextChannel(ports, row);
}

function nextChannel(ports: Ports, row: SendRow): void {
  if (row.class === 'marketing') return;
  const nowMs = ports.nowMs();
  if (row.body.fallbacks.length > 0 && nowMs < row.expires_at_ms) {
    setTimer(ports.kept, {
      id: `relay:${row.send_id}`,
      kind: 'relay',
      dueMs: nowMs,
      expiresMs: Math.min(row.expires_at_ms, nowMs + RELAY_WITHIN_MS),
      payload: row.send_id,
    });
  } else if (row.class === 'reply') {
    needPerson(ports.kept, nowMs, 'undelivered', null);
  }
}

/** An attempt is written down when it ends; this one may never do so. */
function withAttempt(row: SendRow): SendRow {
  if (row.attempts.some(({ number }) => number === row.tries)) return row;
  return { ...row, attempts: [...row.attempts, openAttempt(row)] };
}

/** A crash or a lost answer after the post began: the provider may have it. Never blindly sent again. */
export function becomeUnknown(ports: Ports, row: SendRow, reason: string): void {
  const nowMs = ports.nowMs();
  putSend(ports.kept, { ...withAttempt(row), state: 'unknown', state_reason: reason, lease_until_ms: null });
  setTimer(ports.kept, {
    id: `lookup:${row.send_id}`,
    kind: 'lookup',
    dueMs: (row.posted_at_ms ?? nowMs) + (LOOKUP_AFTER_MS[0] ?? 0),
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: row.send_id,
  });
}

/** Asks the provider. `tries` counts the look-ups that were made. */
export async function lookUpUnknown(ports: Ports, sendId: SendId, tries: number): Promise<void> {
  const row = readSend(ports.kept, sendId);
  if (row === null || row.state !== 'unknown' || row.posted_at_ms === null) return;
  const { posted_at_ms: postedAtMs, lease } = row;
  const outcome = await ports.carrier.lookup(row.connection_id, outboundOf(row, ports.nowMs()), postedAtMs);
  ports.kept.transaction(() => {
    const current = readSend(ports.kept, sendId);
    if (current === null || current.state !== 'unknown' || current.lease !== lease) return;
    if (outcome.kind === 'found') {
      becomeSent(ports, current, outcome.providerMessageId, null);
      deliveryMoves(ports, current, outcome.status, null);
      tellCampaign(ports.kept, ports.nowMs(), current);
      return;
    }
    const nextMs = LOOKUP_AFTER_MS[tries + 1];
    if (nextMs !== undefined) {
      setTimer(ports.kept, {
        id: `lookup:${sendId}`,
        kind: 'lookup',
        dueMs: Math.max(postedAtMs + nextMs, ports.nowMs() + 1_000),
        expiresMs: Number.MAX_SAFE_INTEGER,
        payload: sendId,
        tries: tries + 1,
      });
      return;
    }
    giveUpLooking(ports, current);
  });
}

/** Codes and safety messages may be posted once more, recorded; everything else stays unknown for good. */
function giveUpLooking(ports: Ports, row: SendRow): void {
  const nowMs = ports.nowMs();
  if (row.class === 'must-arrive' && row.resends === 0 && nowMs < row.expires_at_ms) {
    putSend(ports.kept, {
      ...row,
      state: 'pending',
      state_reason: 'resend_after_unknown',
      resends: 1,
      released_at_ms: null,
      next_try_ms: 0,
    });
    return;
  }
  putSend(ports.kept, { ...row, state_reason: 'unsettled' });
  emit(ports.kept, nowMs, settledEvent(row, 'unknown', row.state_reason));
  tellCampaign(ports.kept, ports.nowMs(), row);
  if (row.class === 'reply') needPerson(ports.kept, nowMs, 'undelivered', null);
}

/** The provider's callback. Call inside a transaction. False = not a send of ours. */
export function applyDelivery(ports: Ports, update: DeliveryUpdate): boolean {
  if (update.sendId === null) return false;
  const row = readSend(ports.kept, update.sendId);
  if (row === null) return false;
  if (
    row.provider_message_id !== null &&
    row.provider_message_id !== update.providerMessageId &&
    row.resends === 0
  )
    return false;
  if (row.posted_at_ms === null) return false;
  if (row.state === 'posting' || row.state === 'unknown')
    becomeSent(ports, row.state === 'posting' ? withAttempt(row) : row, update.providerMessageId, null);
  deliveryMoves(ports, row, update.status, update);
  return true;
}

function deliveryMoves(
  ports: Ports,
  row: SendRow,
  status: DeliveryUpdate['status'],
  update: DeliveryUpdate | null,
): void {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  const current = readSend(kept, row.send_id);
  if (current === null || !movesForward(current.delivery, status)) return;
  const moved = putSend(kept, { ...current, delivery: status });
  if (status === 'delivered' || status === 'read' || status === 'failed') {
    emit(kept, nowMs, {
      kind: 'send.delivered',
      channel: row.channel,
      class: row.class,
      status,
      campaignId: row.campaign_id,
    });
  }
  if (status !== 'failed') return;
  putSend(kept, { ...moved, state_reason: update?.providerCode ?? 'failed' });
  tellCampaign(ports.kept, ports.nowMs(), row);
  if (update?.failure === 'opted-out') optedOutAtProvider(kept, nowMs, row.send_id);
  else nextChannel(ports, current);
}
