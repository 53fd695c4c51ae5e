/** What a conversation does by itself. Every step is caught and counted, and the alarm is always armed again. */
import { maskAddress } from '../domain/address.ts';
import { parseId } from '../domain/ids.ts';
import type { SendWish } from './api.ts';
import { deliver } from './deliver.ts';
import { carryFilings } from './filing.ts';
import { FLUSH_AFTER_MS, oldestEventMs, publishEvents } from './figures.ts';
import { returnFloor } from './floor.ts';
import { lastInbound } from './messages.ts';
import {
  conclude,
  headsOf,
  isUntriedReply,
  markReleased,
  releasable,
  releaseDueMs,
  tellCampaign,
} from './outbox.ts';
import type { InboxChange, Lane, Ports } from './ports.ts';
import { addressOf, changeState, openSends, putSend, readSend, readState, stateOf } from './rows.ts';
import type { SendRow, StateRow } from './rows.ts';
import { mustTellPermit, tellPermit } from './permit.ts';
import { closeSession } from './session.ts';
import { becomeUnknown, lookUpUnknown } from './settle.ts';
import { dropTimer, dueTimers } from './timers.ts';
import type { Timer } from './timers.ts';
import { takeTurn } from './turn.ts';

const TROUBLE_FIRST_MS = 1_000;
const TROUBLE_MOST_MS = 300_000;

/** So many replies leave in one alarm at the most; the next one goes on. */
const POSTS_AT_ONCE = 10;

/** Everything that is due. True when all steps went well. */
export async function runDue(ports: Ports): Promise<boolean> {
  if (readState(ports.kept) === null) return true;
  const due = dues(ports);
  const whenDue = (atMs: number | null, work: () => Promise<void> | void) =>
    atMs !== null && atMs <= ports.nowMs() ? work() : undefined;
  const steps: [string, () => Promise<void> | void][] = [
    ['expire', () => whenDue(due.expires, () => ports.kept.transaction(() => expireSends(ports)))],
    ['leases', () => whenDue(due.leases, () => ports.kept.transaction(() => endLeases(ports)))],
    ['turn', () => takeTurn(ports)],
    ['timers', () => whenDue(due.timer, () => fireTimers(ports))],
    ['permit', () => tellPermit(ports)],
    ['inbox', () => tellInbox(ports)],
    ['post', () => postReplies(ports)],
    ['release', () => release(ports)],
    ['carry', () => carryAway(ports)],
  ];
  let failed = 0;
  for (const [step, work] of steps) {
    try {
      await work();
    } catch (error) {
      failed += 1;
      ports.log.error('conversation_step_failed', {
        step,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
  recordTrouble(ports, failed > 0);
  ports.outward.changed();
  return failed === 0;
}

type Dues = { expires: number | null; leases: number | null; starts: number | null; timer: number | null };

function dues({ kept, nowMs }: Ports): Dues {
  const open = openSends(kept);
  const pending = open.filter(({ state }) => state === 'pending');
  const leased = open.filter(({ state }) => state === 'claimed' || state === 'posting');
  return {
    expires: first(pending.map((row) => row.expires_at_ms)),
    leases: first(leased.map((row) => row.lease_until_ms)),
    starts: first(pending.map((row) => row.not_before_ms).filter((atMs) => atMs > nowMs())),
    timer: stateOf(kept).timers[0]?.dueMs ?? null,
  };
}

/** The earliest; null = none. */
function first(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (least, atMs) => (least === null || (atMs !== null && atMs < least) ? atMs : least),
    null,
  );
}

/** When the next thing is due; null = nothing. While steps fail, no earlier than the back-off says. */
export function nextDueMs(ports: Ports): number | null {
  const { kept } = ports;
  const state = readState(kept);
  if (state === null) return null;
  const nowMs = ports.nowMs();
  const { expires, leases, starts, timer } = dues(ports);
  const eventAtMs = oldestEventMs(kept);
  const dueMs = first([
    state.gather_due_ms,
    expires,
    leases,
    starts,
    timer,
    ...headsOf(kept, nowMs).map((head) => releaseDueMs(head) ?? head.lease_until_ms),
    eventAtMs === null ? null : eventAtMs + FLUSH_AFTER_MS,
    state.inbox_version > state.inbox_sent || mustTellPermit(kept) ? nowMs : null,
  ]);
  return dueMs === null ? null : Math.max(dueMs, state.trouble_until_ms ?? 0);
}

/** Sends the figures that wait, also those that are fresh: at the end of a delivery one message takes the whole turn. */
export async function flush(ports: Ports): Promise<void> {
  const forget = await publish(ports);
  if (forget !== null) ports.kept.transaction(forget);
}

async function publish({ kept, profile, outward }: Ports): Promise<(() => void) | null> {
  if (oldestEventMs(kept) === null) return null;
  const business = await profile(stateOf(kept).business_id);
  return publishEvents(kept, business?.timeZone ?? 'UTC', outward.publish);
}

/** Papers and figures leave side by side, and what has left is forgotten in one transaction. */
async function carryAway(ports: Ports): Promise<void> {
  const carried = await Promise.allSettled([carryFilings(ports), publish(ports)]);
  const done = carried.flatMap((one) =>
    one.status === 'fulfilled' && one.value !== null ? [one.value] : [],
  );
  if (done.length > 0)
    ports.kept.transaction(() => {
      for (const forget of done) forget();
    });
  const failure = carried.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/**
 * The first try of a reply is made where it was thought: no queue between a customer and the answer. Every later try, and what could
 * not be tried here, goes through the queue, with its retries and its dead letters.
 */
async function postReplies(ports: Ports): Promise<void> {
  for (let posts = 0; posts < POSTS_AT_ONCE; posts += 1) {
    const head = releasable(ports.kept, ports.nowMs()).find(isUntriedReply);
    if (head === undefined) return;
    try {
      await deliver(ports, head.send_id);
    } catch (error) {
      ports.log.error('reply_not_tried', { error: error instanceof Error ? error.name : 'unknown' });
      return;
    }
  }
}

/** Hands the head of each lane to its queue; a socket needs no queue. */
export async function release(ports: Ports): Promise<void> {
  for (const head of releasable(ports.kept, ports.nowMs())) {
    const channel = await ports.channel(head.connection_id);
    if (channel?.transport === 'socket') {
      await deliver(ports, head.send_id);
      continue;
    }
    await enqueue(ports, head.lane, head);
    ports.kept.transaction(() => markReleased(ports.kept, head, ports.nowMs()));
  }
}

function enqueue(ports: Ports, lane: Lane, row: SendRow): Promise<void> {
  const { business_id: businessId, conversation_id: conversationId } = stateOf(ports.kept);
  return ports.outward.enqueue(businessId, conversationId, lane, row.send_id, row.campaign_id);
}

function expireSends(ports: Ports): void {
  const nowMs = ports.nowMs();
  for (const row of openSends(ports.kept)) {
    if (row.state !== 'pending' || row.expires_at_ms > nowMs) continue;
    conclude(ports.kept, nowMs, row, 'expired', 'expiry');
    tellCampaign(ports.kept, nowMs, row);
  }
}

/** A claimed send whose delivery died was not posted: it may be tried again. One that was being posted is unknown. */
function endLeases(ports: Ports): void {
  const nowMs = ports.nowMs();
  for (const row of openSends(ports.kept)) {
    if (row.lease_until_ms === null || row.lease_until_ms > nowMs) continue;
    if (row.state === 'posting') becomeUnknown(ports, row, 'interrupted');
    else if (row.state === 'claimed')
      putSend(ports.kept, {
        ...row,
        state: 'pending',
        lease: row.lease + 1,
        lease_until_ms: null,
        released_at_ms: null,
      });
  }
}

async function fireTimers(ports: Ports): Promise<void> {
  const { kept } = ports;
  const due = dueTimers(kept, ports.nowMs());
  if (due.length === 0) return;
  const timeZone = (await ports.profile(stateOf(kept).business_id))?.timeZone ?? 'UTC';
  for (const timer of due) {
    // Papers are carried in a step of their own, after the answers have left.
    if (timer.kind === 'file') continue;
    if (timer.expiresMs <= ports.nowMs()) {
      kept.transaction(() => dropTimer(kept, timer.id));
      ports.log.info('timer_expired', { kind: timer.kind });
    } else if (timer.kind === 'close' || timer.kind === 'floor') {
      // The effect and the end of the timer are one transaction: it fires once.
      kept.transaction(() => {
        dropTimer(kept, timer.id);
        if (timer.kind === 'close') closeSession(kept, ports.nowMs(), timeZone);
        else returnFloor(kept, ports.nowMs());
      });
    } else {
      await fireOutward(ports, timer);
    }
  }
}

/** Timers that ask somebody else: the effect is idempotent by send id, so the timer goes only when it is done. */
async function fireOutward(ports: Ports, timer: Required<Timer>): Promise<void> {
  const sendId = parseId('snd', timer.payload);
  const row = sendId === null ? null : readSend(ports.kept, sendId);
  if (sendId === null || row === null) return ports.kept.transaction(() => dropTimer(ports.kept, timer.id));
  if (timer.kind === 'lookup') {
    await lookUpUnknown(ports, sendId, timer.tries);
    const after = readSend(ports.kept, sendId);
    const moved = dueTimers(ports.kept, ports.nowMs()).every((t) => t.id !== timer.id);
    if (after?.state !== 'unknown' || !moved) ports.kept.transaction(() => dropTimer(ports.kept, timer.id));
    return;
  }
  if (timer.kind === 'tell') await enqueue(ports, 'campaigns', row);
  else await relay(ports, row);
  ports.kept.transaction(() => dropTimer(ports.kept, timer.id));
}

async function relay(ports: Ports, row: SendRow): Promise<void> {
  const body = row.body;
  const [route, ...rest] = body.fallbacks;
  if (route === undefined) return;
  const next: SendWish = {
    sendId: await ports.outward.relayId(row.send_id, stateOf(ports.kept).business_id, route.to),
    class: row.class,
    author: row.author,
    channel: route.channel,
    connectionId: route.connectionId,
    to: route.to,
    text: body.text,
    quickReplies: body.quickReplies,
    mediaUrls: body.mediaUrls,
    campaignId: row.campaign_id,
    purpose: body.purpose,
    notBeforeMs: 0,
    expiresAtMs: row.expires_at_ms,
    reasons: body.reasons,
    fallbacks: rest,
  };
  await ports.outward.relay(stateOf(ports.kept).business_id, route.to, next);
}

async function tellInbox(ports: Ports): Promise<void> {
  const state = stateOf(ports.kept);
  if (state.inbox_version <= state.inbox_sent) return;
  ports.kept.writeTakenIn();
  await ports.outward.inbox(inboxChange(ports, state));
  changeState(ports.kept, { inbox_sent: Math.max(stateOf(ports.kept).inbox_sent, state.inbox_version) });
}

function inboxChange(ports: Ports, state: StateRow): InboxChange {
  const last = lastInbound(ports.kept);
  const item =
    state.needs_person_since_ms === null && state.floor === 'bot'
      ? null
      : {
          address: maskAddress(addressOf(state.address)),
          channel: state.channel,
          reason: state.needs_person_reason ?? 'taken',
          sinceMs: state.needs_person_since_ms ?? state.floor_since_ms,
          floor: state.floor,
          memberId: state.member_id,
          lastText: (last?.text ?? '').slice(0, 160),
          lastAtMs: last?.at_ms ?? state.floor_since_ms,
        };
  return {
    businessId: state.business_id,
    conversationId: state.conversation_id,
    version: state.inbox_version,
    item,
  };
}

function recordTrouble(ports: Ports, failed: boolean): void {
  const state = readState(ports.kept);
  if (state === null || (!failed && state.trouble === 0)) return;
  const trouble = failed ? state.trouble + 1 : 0;
  const untilMs = failed
    ? ports.nowMs() + Math.min(TROUBLE_FIRST_MS * 2 ** Math.min(trouble - 1, 10), TROUBLE_MOST_MS)
    : null;
  changeState(ports.kept, { trouble, trouble_until_ms: untilMs });
}
