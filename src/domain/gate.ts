/** May this send be posted now? One pure function, used by the claim, the dry run and the explanation. */
import type { BusinessProfile } from './business.ts';
import type { ChannelProfile } from './channel.ts';
import type { Author, SendClass } from './send.ts';
import { isTimeZone } from './local-time.ts';
import { nextAllowedMs } from './quiet-hours.ts';

export const GATE_VERSION = 1;

export type CheckName =
  | 'business'
  | 'expiry'
  | 'suppression'
  | 'consent'
  | 'region'
  | 'floor'
  | 'replyWindow'
  | 'quietHours'
  | 'frequencyCap'
  | 'length';

export type GateCheck = { check: CheckName; result: 'pass' | 'defer' | 'deny'; detail: string };

export type GateVerdict =
  | { kind: 'allow'; authorisedBy: string; checks: GateCheck[] }
  | { kind: 'defer'; untilMs: number; checks: GateCheck[] }
  | { kind: 'deny'; reason: CheckName; checks: GateCheck[] };

export type GateInput = {
  nowMs: number;
  send: {
    class: SendClass;
    author: Author;
    purpose: string;
    expiresAtMs: number;
    segments: number;
    /** Country of a phone address, ISO 3166-1 alpha-2; null for other addresses or when unknown. */
    country: string | null;
    /** The confirmation of an opt-out: the one message allowed after it. */
    confirmsOptOut: boolean;
  };
  channel: Pick<ChannelProfile, 'channel' | 'replyWindowMs' | 'interrupts' | 'segmented'>;
  business: Pick<BusinessProfile, 'state' | 'quietHours' | 'frequencyCap' | 'smsCountries'>;
  contact: {
    suppressed: boolean;
    /** Ledger entry that allows this purpose on this channel, or null. */
    consentId: string | null;
    /** Zones the recipient may be in; several when unsure. Never empty: the caller gives the business's zone instead. */
    timeZones: readonly string[];
    lastInboundAtMs: number | null;
    recentMarketingAtMs: readonly number[];
  };
  floor: 'bot' | 'person';
};

export const MAX_SEGMENTS = 10;

export function gate(input: GateInput): GateVerdict {
  const checks = [
    business(input),
    expiry(input),
    suppression(input),
    consent(input),
    region(input),
    floor(input),
    replyWindow(input),
    length(input),
  ];
  const denied = checks.find((c) => c.result === 'deny');
  const capped = frequencyCap(input);
  // Asked for the moment that the cap frees: a send must not wake somebody because its turn comes at night.
  const { untilMs, check } = quietHours(input, capped.untilMs);
  const all = [...checks, check, capped.check];
  if (denied) return { kind: 'deny', reason: denied.check, checks: all };
  if (check.result === 'deny') return { kind: 'deny', reason: check.check, checks: all };
  if (untilMs > input.nowMs) {
    if (untilMs >= input.send.expiresAtMs) {
      const check = deny('expiry', 'it would only be allowed after it has expired');
      return { kind: 'deny', reason: 'expiry', checks: [...all, check] };
    }
    return { kind: 'defer', untilMs, checks: all };
  }
  return { kind: 'allow', authorisedBy: authorisation(input), checks: all };
}

function authorisation({ send, contact }: GateInput): string {
  if (send.class === 'marketing') return `consent ${contact.consentId ?? ''}, gate ${GATE_VERSION}`;
  return `${send.confirmsOptOut ? 'opt-out confirmation' : send.class}, gate ${GATE_VERSION}`;
}

function business({ business: { state } }: GateInput): GateCheck {
  return state === 'active' ? pass('business', 'active') : deny('business', `the business is ${state}`);
}

function expiry({ send, nowMs }: GateInput): GateCheck {
  return nowMs < send.expiresAtMs ? pass('expiry', 'still of use') : deny('expiry', 'it has expired');
}

/** STOP wins over everything but its own confirmation. */
function suppression({ contact, send }: GateInput): GateCheck {
  if (!contact.suppressed) return pass('suppression', 'not opted out');
  if (send.confirmsOptOut) return pass('suppression', 'confirms the opt-out');
  return deny('suppression', 'the customer has opted out');
}

function consent({ send, contact }: GateInput): GateCheck {
  if (send.class !== 'marketing') return pass('consent', `${send.class} needs none`);
  return contact.consentId === null
    ? deny('consent', `no consent for ${send.purpose}`)
    : pass('consent', `consent ${contact.consentId}`);
}

/** Whether the verdict can rest on where the recipient is: an answer goes wherever the question came from. */
export function asksWhere(send: Pick<GateInput['send'], 'class' | 'author'>): boolean {
  return send.class === 'marketing' || !answersSomeone(send.author);
}

const answersSomeone = (author: Author): boolean =>
  author === 'bot' || author === 'person' || author === 'system';

/** Keeps SMS pumping to premium destinations out: only countries that the business has enabled. */
function region({ send, channel, business: { smsCountries } }: GateInput): GateCheck {
  if (!channel.segmented) return pass('region', 'no region rule on this channel');
  if (answersSomeone(send.author)) return pass('region', 'answers someone who wrote');
  return send.country !== null && smsCountries.includes(send.country)
    ? pass('region', send.country)
    : deny('region', `${send.country ?? 'this destination'} is not enabled`);
}

/** The bot never talks over a person. */
function floor({ send, floor: holder }: GateInput): GateCheck {
  if (holder === 'person' && send.author === 'bot') return deny('floor', 'a person has the floor');
  return pass('floor', `the floor is with the ${holder}`);
}

function replyWindow({ channel, contact, nowMs }: GateInput): GateCheck {
  if (channel.replyWindowMs === null) return pass('replyWindow', 'no window on this channel');
  const open = contact.lastInboundAtMs !== null && nowMs - contact.lastInboundAtMs < channel.replyWindowMs;
  return open
    ? pass('replyWindow', 'inside the window')
    : deny('replyWindow', 'the customer has not written recently enough');
}

function length({ send, channel }: GateInput): GateCheck {
  if (!channel.segmented || send.segments <= MAX_SEGMENTS) return pass('length', `${send.segments} segments`);
  return deny('length', `${send.segments} segments, at most ${MAX_SEGMENTS}`);
}

function quietHours(input: GateInput, fromMs: number): Timed {
  const { send, channel, business, contact } = input;
  const { quietHours: quiet } = business;
  if (send.class !== 'marketing' || quiet === null || !channel.interrupts)
    return { untilMs: fromMs, check: pass('quietHours', 'do not apply') };
  if (contact.timeZones.length === 0 || !contact.timeZones.every(isTimeZone))
    return { untilMs: fromMs, check: deny('quietHours', 'nobody knows what time it is there') };
  const where = contact.timeZones.join(', ');
  const untilMs = nextAllowedMs(fromMs, quiet, contact.timeZones);
  return untilMs <= fromMs
    ? { untilMs, check: pass('quietHours', `awake in ${where}`) }
    : { untilMs, check: defer('quietHours', `quiet in ${where}`) };
}

function frequencyCap({ send, business: { frequencyCap: cap }, contact, nowMs }: GateInput): Timed {
  if (send.class !== 'marketing' || cap === null)
    return { untilMs: nowMs, check: pass('frequencyCap', 'does not apply') };
  const recent = contact.recentMarketingAtMs
    .filter((atMs) => atMs > nowMs - cap.windowMs)
    .sort((a, b) => a - b);
  if (recent.length < cap.max)
    return { untilMs: nowMs, check: pass('frequencyCap', `${recent.length} of ${cap.max}`) };
  const freesAtMs = (recent[recent.length - cap.max] ?? nowMs) + cap.windowMs;
  return { untilMs: freesAtMs, check: defer('frequencyCap', `${recent.length} of ${cap.max} used`) };
}

type Timed = { untilMs: number; check: GateCheck };

const pass = (check: CheckName, detail: string): GateCheck => ({ check, result: 'pass', detail });
const defer = (check: CheckName, detail: string): GateCheck => ({ check, result: 'defer', detail });
const deny = (check: CheckName, detail: string): GateCheck => ({ check, result: 'deny', detail });
