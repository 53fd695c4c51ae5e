/**
 * The first try of a campaign's send. Whoever asks for it holds the governor's token already, so nothing is waited for between
 * the gate and the post: one transaction adds the send as `posting`, a second one settles it. Whatever is not that simple (the
 * gate defers, another send is before it, the token has grown old) is put into the outbox and goes the way of every other send.
 */
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile } from '../domain/channel.ts';
import type { DeliverResult, Identity, SendWish } from './api.ts';
import { LEASE_MS, post } from './deliver.ts';
import { open } from './identity.ts';
import { carrierCostMicroUsd, hasOpenSends, insertSend, judge, segmentsOf } from './outbox.ts';
import type { Ports } from './ports.ts';
import { takeIn } from './receive.ts';
import { readSend } from './rows.ts';
import type { SendRow } from './rows.ts';

/**
 * When the alarm looks: is the send settled, have its figures left? They wait so long for what the provider has to say about the
 * send, and leave with it. Short enough that the object is still in memory.
 */
const LOOK_AFTER_MS = 8_000;

export type FirstTry =
  /** The gate or the budget said no: nothing was kept. */
  | { kind: 'refused'; reason: string }
  /** It is in the outbox, or was there before. */
  | { kind: 'outbox' }
  | { kind: 'posted'; result: DeliverResult };

/**
 * @param tokenUntilMs the caller holds a token of the governor until then
 * @param arm sets the alarm to this moment at the latest; the write is made in the step in which it is called
 */
export async function firstTry(
  ports: Ports,
  who: Identity,
  wish: SendWish,
  tokenUntilMs: number,
  arm: (atMs: number) => Promise<void>,
): Promise<FirstTry> {
  const business = await ports.profile(who.businessId);
  const channel = await ports.channel(wish.connectionId);
  if (business === null || channel === null) return { kind: 'refused', reason: 'connection' };
  const costMicroUsd =
    business.monthlyBudgetMicroUsd === null ? 0 : carrierCostMicroUsd(segmentsOf(wish, channel), channel);
  if (costMicroUsd > 0) {
    takeIn(ports.kept);
    if (readSend(ports.kept, wish.sendId) !== null) return { kind: 'outbox' };
    // Before money is reserved: who is refused costs nothing.
    const verdict = verdictOn(ports, wish, business, channel);
    if (verdict.kind === 'deny') return { kind: 'refused', reason: verdict.reason };
    if (!(await ports.budget.reserve(business, wish.sendId, costMicroUsd)))
      return { kind: 'refused', reason: 'budget' };
  }
  takeIn(ports.kept);
  // From the last look to the call of the provider nothing is waited for: what committed before it is obeyed.
  const begun = ports.kept.transaction(() => begin(ports, who, wish, business, channel, tokenUntilMs));
  if (begun.kind === 'refused' && costMicroUsd > 0) await ports.budget.release(business, wish.sendId);
  if (begun.kind !== 'begun') return begun;
  const armed = arm(begun.row.created_at_ms + LOOK_AFTER_MS);
  // Heard of below, when the post is settled: the caller comes again, and finds what was sent.
  armed.catch(() => undefined);
  const result = await post(ports, business, channel, begun.row);
  await armed;
  return { kind: 'posted', result };
}

type Begun = Exclude<FirstTry, { kind: 'posted' }> | { kind: 'begun'; row: SendRow };

/** The last look, and the write that precedes the call. */
function begin(
  ports: Ports,
  who: Identity,
  wish: SendWish,
  business: BusinessProfile,
  channel: ChannelProfile,
  tokenUntilMs: number,
): Begun {
  const { kept } = ports;
  const verdict = verdictOn(ports, wish, business, channel);
  if (verdict.kind === 'deny')
    return readSend(kept, wish.sendId) === null
      ? { kind: 'refused', reason: verdict.reason }
      : { kind: 'outbox' };
  const nowMs = ports.nowMs();
  const isNext =
    verdict.kind === 'allow' &&
    wish.notBeforeMs <= nowMs &&
    nowMs < tokenUntilMs &&
    channel.transport === 'http' &&
    !hasOpenSends(kept);
  const start = isNext ? { authorisedBy: verdict.authorisedBy, leaseUntilMs: nowMs + LEASE_MS } : null;
  open(kept, who, { channel: wish.channel, connectionId: wish.connectionId });
  const row = insertSend(kept, nowMs, wish, channel, false, start);
  return row === null || start === null ? { kind: 'outbox' } : { kind: 'begun', row };
}

function verdictOn(ports: Ports, wish: SendWish, business: BusinessProfile, channel: ChannelProfile) {
  const atMs = Math.max(ports.nowMs(), wish.notBeforeMs);
  return judge(ports, atMs, business, channel, { ...wish, segments: segmentsOf(wish, channel) }, false);
}
