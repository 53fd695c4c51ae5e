/**
 * The first tries of several sends: one transaction asks the gate and writes those that may leave as `posting`, a second one
 * writes what came of them. Nothing is waited for between the gate and the posts.
 */
import { segmentsOf } from '../domain/carriage.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile, SendOutcome } from '../domain/channel.ts';
import { gate } from '../domain/gate.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { SendId } from '../domain/ids.ts';
import type { FirstTry, Wanted } from './api.ts';
import { settled } from './lifecycle.ts';
import type { OutreachPorts } from './ports.ts';
import { addEvents, addSends, changeSends, putContacts, readContacts, readSends } from './tables.ts';
import type { Contact, Offer, SendRow } from './tables.ts';

/** At least three times the longest call that it covers. */
export const LEASE_MS = 60_000;
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
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const known = readSends(
    sql,
    wanted.map(({ wish }) => wish.sendId),
  );
  const contacts = readContacts(
    sql,
    wanted.map(({ who }) => who.conversationId),
  );
  const added: SendRow[] = [];
  const counted = new Map<Contact['conversationId'], Contact>();
  const add = (row: SendRow): void => {
    added.push(row);
    // Twice in one call is asked for twice.
    known.set(row.sendId, row);
  };
  const claims = wanted.map((one): Claim => {
    const { wish, who } = one;
    const before = known.get(wish.sendId);
    if (before !== undefined) return answerOf(before);
    const contact = counted.get(who.conversationId) ?? contacts.get(who.conversationId);
    const verdict = scene === null ? null : judge(ports, scene, one, contact);
    const mayLeave =
      verdict?.kind === 'allow' &&
      wish.notBeforeMs <= nowMs &&
      nowMs < tokenUntilMs &&
      (affordable === null || affordable.has(wish.sendId));
    if (!mayLeave || scene === null || contact === undefined) {
      // Written down: asked again, perhaps when it would be allowed, it is still its conversation's.
      add({ ...namesOf(one), state: 'elsewhere', leaseUntilMs: null, posted: null });
      return { kind: 'left', waitsFor: waitsFor(verdict) };
    }
    const row: SendRow = {
      ...namesOf(one),
      state: 'posting',
      leaseUntilMs: nowMs + LEASE_MS,
      posted: {
        wish,
        segments: segmentsOf(wish, scene.channel),
        authorisedBy: verdict.authorisedBy,
        postedAtMs: nowMs,
        endedAtMs: null,
        outcome: null,
        delivery: null,
        costMicroUsd: 0,
      },
    };
    add(row);
    counted.set(who.conversationId, withOffer(contact, wish.sendId, nowMs));
    return { kind: 'begun', row };
  });
  addSends(sql, added);
  putContacts(sql, [...counted.values()]);
  return claims;
}

/** Call inside a transaction. Gives the sends as they are afterwards, in order. */
export function settleAll(
  { sql, nowMs }: OutreachPorts,
  posted: readonly { row: SendRow; outcome: SendOutcome }[],
): SendRow[] {
  const rows = readSends(
    sql,
    posted.map(({ row }) => row.sendId),
  );
  const now = posted.map(({ row }) => rows.get(row.sendId) ?? row);
  const changes = posted.map(({ outcome }, at) => {
    const row = now[at];
    return row === undefined ? null : settled(row, outcome, nowMs());
  });
  changeSends(
    sql,
    changes.flatMap((change) => change?.row ?? []),
  );
  addEvents(
    sql,
    changes.flatMap((change) => change?.told ?? []),
  );
  return now.map((row, at) => changes[at]?.row ?? row);
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

const namesOf = ({ who, wish }: Wanted): Pick<SendRow, 'sendId' | 'conversationId'> => ({
  sendId: wish.sendId,
  conversationId: who.conversationId,
});

function waitsFor(verdict: GateVerdict | null): string | null {
  if (verdict?.kind !== 'defer') return null;
  return verdict.checks.find(({ result }) => result === 'defer')?.check ?? null;
}
