/** What a try came to, what the provider says later, and what to do about the sends that nobody knows of. */
import type { DeliveryUpdate, SendOutcome } from '../domain/channel.ts';
import { movesForward, retryWaitMs } from '../domain/send.ts';
import type { SendId } from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';
import { changeState, stateOf } from './held.ts';
import { optedOutAtProvider } from './consent.ts';
import { emit } from './figures.ts';
import { needPerson } from './floor.ts';
import { carrierCostMicroUsd, outboundOf, settledEvent, tellCampaign } from './outbox.ts';
import type { Ports } from './ports.ts';
import { bodyOf, readSendRow } from './rows.ts';
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
  const { sql } = ports;
  if (outcome.kind === 'sent') {
    const sent = markSent(sql, posted, outcome.providerMessageId, outcome.segments);
    // Nearly always: nothing has happened to it meanwhile, so it need not be read.
    if (sent !== null) {
      endAttempt(sql, ports.nowMs(), posted, outcome);
      tellSent(ports, sent);
      return sent;
    }
  }
  const row = readSendRow(sql, posted.send_id);
  if (row === null || row.lease !== posted.lease) return row;
  endAttempt(sql, ports.nowMs(), row, outcome);
  settleAs(ports, row, outcome);
  return readSendRow(sql, posted.send_id);
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
      if (outcome.optOut) optedOutAtProvider(ports.sql, ports.nowMs(), row.send_id);
      return;
    case 'unknown':
      return becomeUnknown(ports, row, outcome.reason);
  }
}

function endAttempt(sql: Sql, nowMs: number, row: SendRow, outcome: SendOutcome): void {
  sql.run(
    `INSERT INTO attempts (send_id, number, started_at_ms, ended_at_ms, outcome, reason) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (send_id, number) DO UPDATE SET ended_at_ms = excluded.ended_at_ms, outcome = excluded.outcome,
       reason = excluded.reason`,
    row.send_id,
    row.tries,
    row.posted_at_ms,
    nowMs,
    outcome.kind,
    outcome.kind === 'sent' ? null : outcome.reason,
  );
}

function becomeSent(ports: Ports, row: SendRow, providerMessageId: string, segments: number | null): void {
  const { sql } = ports;
  if (row.state !== 'posting' && row.state !== 'unknown') {
    if (row.provider_message_id === null)
      sql.run(`UPDATE sends SET provider_message_id = ? WHERE send_id = ?`, providerMessageId, row.send_id);
    return;
  }
  const sent = markSent(sql, row, providerMessageId, segments);
  if (sent === null) return;
  if (row.state === 'unknown') dropTimer(sql, `lookup:${row.send_id}`);
  tellSent(ports, sent);
}

/** Null = it is not as given any more. */
function markSent(
  sql: Sql,
  row: SendRow,
  providerMessageId: string,
  segments: number | null,
): SendRow | null {
  const billed = segments !== null && segments > 0 ? segments : row.segments;
  const costMicroUsd = carrierCostMicroUsd(billed, { segmented: row.channel === 'sms' });
  const marked = sql.all(
    `UPDATE sends SET state = 'sent', state_reason = NULL, lease_until_ms = NULL, provider_message_id = ?, segments = ?,
       cost_micro_usd = ? WHERE send_id = ? AND state = ? AND lease = ? RETURNING ord`,
    providerMessageId,
    billed,
    costMicroUsd,
    row.send_id,
    row.state,
    row.lease,
  );
  if (marked.length === 0) return null;
  return {
    ...row,
    state: 'sent',
    state_reason: null,
    lease_until_ms: null,
    provider_message_id: providerMessageId,
    segments: billed,
    cost_micro_usd: costMicroUsd,
  };
}

function tellSent(ports: Ports, row: SendRow): void {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  emit(sql, nowMs, settledEvent(row, 'sent', null));
  if (row.cost_micro_usd > 0)
    emit(sql, nowMs, {
      kind: 'cost.incurred',
      channel: row.channel,
      cost: 'carrier',
      microUsd: row.cost_micro_usd,
    });
  if (row.class === 'reply') firstResponse(ports, row, nowMs);
}

function firstResponse(ports: Ports, row: SendRow, nowMs: number): void {
  const { sql } = ports;
  const state = stateOf(sql);
  if (state.session_answered === 1 || state.session_opened_at_ms === null) return;
  changeState(sql, { session_answered: 1 });
  emit(sql, nowMs, {
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
  ports.sql.run(
    `UPDATE sends SET state = 'pending', state_reason = ?, lease_until_ms = NULL, released_at_ms = NULL, posted_at_ms = NULL,
       next_try_ms = ? WHERE send_id = ?`,
    reason,
    ports.nowMs() + waitMs,
    row.send_id,
  );
}

/** Final. Then the next channel of the contact, then a person: a customer who waits for an answer is never just dropped. */
export function fail(ports: Ports, row: SendRow, reason: string): void {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  sql.run(
    `UPDATE sends SET state = 'failed', state_reason = ?, lease_until_ms = NULL WHERE send_id = ?`,
    reason,
    row.send_id,
  );
  dropTimer(sql, `lookup:${row.send_id}`);
  emit(sql, nowMs, settledEvent(row, 'failed', reason));
  nextChannel(ports, row);
}

function nextChannel(ports: Ports, row: SendRow): void {
  if (row.class === 'marketing') return;
  const nowMs = ports.nowMs();
  if (bodyOf(row).fallbacks.length > 0 && nowMs < row.expires_at_ms) {
    setTimer(ports.sql, {
      id: `relay:${row.send_id}`,
      kind: 'relay',
      dueMs: nowMs,
      expiresMs: Math.min(row.expires_at_ms, nowMs + RELAY_WITHIN_MS),
      payload: row.send_id,
    });
  } else if (row.class === 'reply') {
    needPerson(ports.sql, nowMs, 'undelivered', null);
  }
}

/** An attempt is written down when it ends; this one may never do so. */
function noteAttempt(sql: Sql, row: SendRow): void {
  sql.run(
    'INSERT OR IGNORE INTO attempts (send_id, number, started_at_ms) VALUES (?, ?, ?)',
    row.send_id,
    row.tries,
    row.posted_at_ms,
  );
}

/** A crash or a lost answer after the post began: the provider may have it. Never blindly sent again. */
export function becomeUnknown(ports: Ports, row: SendRow, reason: string): void {
  const nowMs = ports.nowMs();
  noteAttempt(ports.sql, row);
  ports.sql.run(
    `UPDATE sends SET state = 'unknown', state_reason = ?, lease_until_ms = NULL WHERE send_id = ?`,
    reason,
    row.send_id,
  );
  setTimer(ports.sql, {
    id: `lookup:${row.send_id}`,
    kind: 'lookup',
    dueMs: (row.posted_at_ms ?? nowMs) + (LOOKUP_AFTER_MS[0] ?? 0),
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: row.send_id,
  });
}

/** Asks the provider. `tries` counts the look-ups that were made. */
export async function lookUpUnknown(ports: Ports, sendId: SendId, tries: number): Promise<void> {
  const row = readSendRow(ports.sql, sendId);
  if (row === null || row.state !== 'unknown' || row.posted_at_ms === null) return;
  const { posted_at_ms: postedAtMs, lease } = row;
  const outcome = await ports.carrier.lookup(row.connection_id, outboundOf(row, ports.nowMs()), postedAtMs);
  ports.sql.transaction(() => {
    const current = readSendRow(ports.sql, sendId);
    if (current === null || current.state !== 'unknown' || current.lease !== lease) return;
    if (outcome.kind === 'found') {
      becomeSent(ports, current, outcome.providerMessageId, null);
      deliveryMoves(ports, current, outcome.status, null);
      tellCampaign(ports.sql, ports.nowMs(), current);
      return;
    }
    const nextMs = LOOKUP_AFTER_MS[tries + 1];
    if (nextMs !== undefined) {
      setTimer(ports.sql, {
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
    ports.sql.run(
      `UPDATE sends SET state = 'pending', state_reason = 'resend_after_unknown', resends = 1, released_at_ms = NULL,
         next_try_ms = 0 WHERE send_id = ?`,
      row.send_id,
    );
    return;
  }
  ports.sql.run(`UPDATE sends SET state_reason = 'unsettled' WHERE send_id = ?`, row.send_id);
  emit(ports.sql, nowMs, settledEvent(row, 'unknown', row.state_reason));
  tellCampaign(ports.sql, ports.nowMs(), row);
  if (row.class === 'reply') needPerson(ports.sql, nowMs, 'undelivered', null);
}

/** The provider's callback. Call inside a transaction. False = not a send of ours. */
export function applyDelivery(ports: Ports, update: DeliveryUpdate): boolean {
  if (update.sendId === null) return false;
  const row = readSendRow(ports.sql, update.sendId);
  if (row === null) return false;
  if (
    row.provider_message_id !== null &&
    row.provider_message_id !== update.providerMessageId &&
    row.resends === 0
  )
    return false;
  if (row.posted_at_ms === null) return false;
  if (row.state === 'posting') noteAttempt(ports.sql, row);
  if (row.state === 'posting' || row.state === 'unknown')
    becomeSent(ports, row, update.providerMessageId, null);
  deliveryMoves(ports, row, update.status, update);
  return true;
}

function deliveryMoves(
  ports: Ports,
  row: SendRow,
  status: DeliveryUpdate['status'],
  update: DeliveryUpdate | null,
): void {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const current = readSendRow(sql, row.send_id);
  if (current === null || !movesForward(current.delivery, status)) return;
  sql.run('UPDATE sends SET delivery = ? WHERE send_id = ?', status, row.send_id);
  if (status === 'delivered' || status === 'read' || status === 'failed') {
    emit(sql, nowMs, {
      kind: 'send.delivered',
      channel: row.channel,
      class: row.class,
      status,
      campaignId: row.campaign_id,
    });
  }
  if (status !== 'failed') return;
  sql.run(
    'UPDATE sends SET state_reason = ? WHERE send_id = ?',
    update?.providerCode ?? 'failed',
    row.send_id,
  );
  tellCampaign(ports.sql, ports.nowMs(), row);
  if (update?.failure === 'opted-out') optedOutAtProvider(sql, nowMs, row.send_id);
  else nextChannel(ports, current);
}
