/**
 * The first tries of several sends: one transaction asks the gate and writes those that may leave as `posting`, a second one
 * writes what came of them. Nothing is waited for between the gate and the posts.
 */
import { segmentsOf } from '../domain/carriage.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile, SendOutcome } from '../domain/channel.ts';
import { gate } from '../domain/gate.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { ConversationId, SendId } from '../domain/ids.ts';
import { LEASE_MS } from '../domain/send.ts';
import type { FirstTry, Posted, Wanted } from './api.ts';
import { settled } from './lifecycle.ts';
import type { OutreachPorts } from './ports.ts';
import { addEvents, addSends, changeSends, putContacts, readContacts, readSends } from './tables.ts';
import type { Contact, Offer, SendRow } from './tables.ts';

/** More offers than any cap counts need not be remembered. */
const MOST_OFFERS = 100;

export type Scene = { business: BusinessProfile; channel: ChannelProfile };

/** `begun`: post it now. `left`: just now, to its conversation. */
export type Claim = FirstTry | { kind: 'left'; waitsFor: string | null } | { kind: 'begun'; row: SendRow };

/** What the gate says by the permit that is known here. Null = it cannot be said here. */
export function judge(
  { nowMs, whereabouts }: OutreachPorts,
  { business, channel }: Scene,
  { wish }: Wanted,
  contact: Contact | undefined,
): GateVerdict | null {
  // Whoever wrote to us, and when, is known to the conversation alone; so is whoever looks at a chat window.
  if (channel.transport !== 'http' || channel.replyWindowMs !== null) return null;
  if (contact === undefined || !Object.hasOwn(contact.granted, wish.purpose)) return null;
  const { timeZones, country } = whereabouts(wish.to);
  return gate({
    nowMs: nowMs(),
    send: { ...wish, segments: segmentsOf(wish, channel), country, confirmsOptOut: false },
    channel,
    business,
    contact: {
      suppressed: false,
      consentId: String(contact.granted[wish.purpose]),
      timeZones: timeZones.length > 0 ? timeZones : [business.timeZone],
      lastInboundAtMs: null,
      recentMarketingAtMs: othersOf(contact.offers, wish.sendId).map(({ atMs }) => atMs),
    },
    // A person who has the floor keeps the bot quiet, not the campaigns.
    floor: 'bot',
  });
}

/**
 * One claim for each, in order. Call inside a transaction, and post what has begun right after it.
 * @param scene null = the business or the connection is gone
 * @param affordable null = there is no budget
 */
export function claimAll(
  ports: OutreachPorts,
  scene: Scene | null,
  wanted: readonly Wanted[],
  tokenUntilMs: number,
  affordable: ReadonlySet<SendId> | null,
): Claim[] {
  const { sql, nowMs } = ports;
  const contacts = readContacts(
    sql,
    wanted.map(({ who }) => who.conversationId),
  );
  const claims = new Map<SendId, { row: SendRow; waitsFor: string | null }>();
  for (const one of wanted) {
    const contact = contacts.get(one.who.conversationId);
    const verdict = scene === null ? null : judge(ports, scene, one, contact);
    const mayLeave =
      verdict?.kind === 'allow' &&
      one.wish.notBeforeMs <= nowMs() &&
      nowMs() < tokenUntilMs &&
      (affordable === null || affordable.has(one.wish.sendId));
    const posted =
      mayLeave && scene !== null ? newPost(one.wish, scene, verdict.authorisedBy, nowMs()) : null;
    claims.set(one.wish.sendId, { row: rowOf(one, posted, nowMs()), waitsFor: waitsFor(verdict) });
  }
  // Written down also when it stays here no longer: asked again, perhaps when it would be allowed, it is its conversation's.
  const added = addSends(
    sql,
    [...claims.values()].map(({ row }) => row),
  );
  const others = wanted.map(({ wish }) => wish.sendId).filter((sendId) => !added.has(sendId));
  const known = others.length === 0 ? new Map<SendId, SendRow>() : readSends(sql, others);
  const counted = new Map<ConversationId, Contact>();
  for (const { row } of claims.values()) {
    const contact = counted.get(row.conversationId) ?? contacts.get(row.conversationId);
    if (row.state === 'posting' && added.has(row.sendId) && contact !== undefined)
      counted.set(row.conversationId, withOffer(contact, row.sendId, nowMs()));
  }
  putContacts(sql, [...counted.values()]);
  return wanted.map(({ wish: { sendId } }): Claim => {
    const before = known.get(sendId);
    const claim = claims.get(sendId);
    // Twice in one call is asked for twice.
    claims.delete(sendId);
    if (before !== undefined) return answerOf(before);
    if (claim === undefined) return { kind: 'busy' };
    return claim.row.state === 'posting'
      ? { kind: 'begun', row: claim.row }
      : { kind: 'left', waitsFor: claim.waitsFor };
  });
}

const rowOf = ({ who, wish }: Wanted, posted: Posted | null, nowMs: number): SendRow => ({
  sendId: wish.sendId,
  conversationId: who.conversationId,
  state: posted === null ? 'elsewhere' : 'posting',
  leaseUntilMs: posted === null ? null : nowMs + LEASE_MS,
  posted,
});

const newPost = (
  wish: Wanted['wish'],
  { channel }: Scene,
  authorisedBy: string,
  postedAtMs: number,
): Posted => ({
  wish,
  segments: segmentsOf(wish, channel),
  authorisedBy,
  postedAtMs,
  endedAtMs: null,
  outcome: null,
  delivery: null,
  costMicroUsd: 0,
});

/** Call inside a transaction. Gives the sends as they are afterwards, in order. */
export function settleAll(
  { sql, nowMs }: OutreachPorts,
  posted: readonly { row: SendRow; outcome: SendOutcome }[],
): SendRow[] {
  const changes = posted.map(({ row, outcome }) => settled(row, outcome, nowMs()));
  // A callback was faster than the answer, or it was taken for lost already: then that counts.
  const changed = changeSends(
    sql,
    changes.map(({ row }) => row),
    'posting',
  );
  const own = changes.filter(({ row }) => changed.has(row.sendId));
  addEvents(
    sql,
    own.flatMap(({ told }) => told),
  );
  if (own.length === changes.length) return changes.map(({ row }) => row);
  const rows = readSends(
    sql,
    posted.map(({ row }) => row.sendId),
  );
  return posted.map(({ row }) => rows.get(row.sendId) ?? row);
}

/** What a send that was asked for before came to. */
export function answerOf(row: SendRow): FirstTry {
  switch (row.state) {
    case 'sent':
      return { kind: 'done', state: 'sent', reason: null, segments: row.posted?.segments ?? 0 };
    case 'posting':
    case 'leaving':
      return { kind: 'busy' };
    case 'elsewhere':
      return { kind: 'elsewhere', waitsFor: null };
  }
}

export const withOffer = (contact: Contact, sendId: SendId, atMs: number): Contact => ({
  ...contact,
  offers: [...othersOf(contact.offers, sendId), { sendId, atMs }].slice(-MOST_OFFERS),
});

export const othersOf = (offers: readonly Offer[], sendId: SendId | null): Offer[] =>
  offers.filter((offer) => offer.sendId !== sendId);

function waitsFor(verdict: GateVerdict | null): string | null {
  if (verdict?.kind !== 'defer') return null;
  return verdict.checks.find(({ result }) => result === 'defer')?.check ?? null;
}
