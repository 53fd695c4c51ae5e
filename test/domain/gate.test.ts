import { describe, expect, it } from 'vitest';
import { gate, MAX_SEGMENTS, type CheckName, type GateInput } from '../../src/domain/gate.ts';

const NOON_MS = Date.parse('2026-11-18T12:00:00-05:00');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Parts = {
  [Part in keyof GateInput]?: GateInput[Part] extends object ? Partial<GateInput[Part]> : GateInput[Part];
};

/** A campaign's text to a customer in New York who agreed to it, at noon: allowed. */
function marketing(change: Parts = {}): GateInput {
  return {
    nowMs: change.nowMs ?? NOON_MS,
    floor: change.floor ?? 'bot',
    send: {
      class: 'marketing',
      author: 'campaign',
      purpose: 'offers',
      expiresAtMs: NOON_MS + 3 * DAY_MS,
      segments: 1,
      country: 'US',
      confirmsOptOut: false,
      ...change.send,
    },
    channel: { channel: 'sms', replyWindowMs: null, interrupts: true, segmented: true, ...change.channel },
    business: {
      state: 'active',
      quietHours: { fromMinute: 1260, toMinute: 480 },
      frequencyCap: { max: 2, windowMs: 7 * DAY_MS },
      smsCountries: ['US'],
      ...change.business,
    },
    contact: {
      suppressed: false,
      consentId: 'cns_1',
      timeZones: ['America/New_York'],
      lastInboundAtMs: null,
      recentMarketingAtMs: [],
      ...change.contact,
    },
  };
}

const reply = (change: Parts = {}): GateInput =>
  marketing({
    ...change,
    send: { class: 'reply', author: 'bot', ...change.send },
    contact: { consentId: null, ...change.contact },
  });

const AT_NIGHT_MS = Date.parse('2026-11-18T23:00:00-05:00');
const EIGHT_MS = Date.parse('2026-11-19T08:00:00-05:00');

describe('denied', () => {
  const cases: [string, GateInput, CheckName][] = [
    ['a suspended business', marketing({ business: { state: 'suspended' } }), 'business'],
    ['a deleted business', reply({ business: { state: 'deleted' } }), 'business'],
    ['an expired send', marketing({ send: { expiresAtMs: NOON_MS } }), 'expiry'],
    ['marketing after STOP, consent or not', marketing({ contact: { suppressed: true } }), 'suppression'],
    ['a reply after STOP', reply({ contact: { suppressed: true } }), 'suppression'],
    [
      'a one-time code after STOP',
      reply({ send: { class: 'must-arrive' }, contact: { suppressed: true } }),
      'suppression',
    ],
    ['marketing without consent', marketing({ contact: { consentId: null } }), 'consent'],
    ['a country that is not enabled', marketing({ send: { country: 'DO' } }), 'region'],
    ['a country nobody knows', marketing({ send: { country: null } }), 'region'],
    [
      'an API text abroad',
      marketing({ send: { class: 'transactional', author: 'api', country: 'GB' } }),
      'region',
    ],
    ['the bot while a person has the floor', reply({ floor: 'person' }), 'floor'],
    [
      'a closed window',
      reply({ channel: { replyWindowMs: DAY_MS }, contact: { lastInboundAtMs: NOON_MS - DAY_MS } }),
      'replyWindow',
    ],
    ['a window that never opened', reply({ channel: { replyWindowMs: DAY_MS } }), 'replyWindow'],
    ['a text of 300 segments', reply({ send: { segments: 300 } }), 'length'],
    ['a recipient in no zone', marketing({ contact: { timeZones: [] } }), 'quietHours'],
    [
      'a recipient in a zone that does not exist',
      marketing({ contact: { timeZones: ['Mars/Olympus'] } }),
      'quietHours',
    ],
    [
      'marketing that expires before morning',
      marketing({ nowMs: AT_NIGHT_MS, send: { expiresAtMs: EIGHT_MS } }),
      'expiry',
    ],
  ];
  it.each(cases)('%s', (_, input, reason) => {
    expect(gate(input)).toMatchObject({ kind: 'deny', reason });
  });
});

describe('allowed', () => {
  const cases: [string, GateInput, string][] = [
    ['marketing with consent by day', marketing(), 'consent cns_1, gate 1'],
    ['a reply at night', reply({ nowMs: AT_NIGHT_MS }), 'reply, gate 1'],
    [
      'the confirmation of a STOP',
      reply({ send: { author: 'system', confirmsOptOut: true }, contact: { suppressed: true } }),
      'opt-out confirmation, gate 1',
    ],
    ['a reply to a customer abroad', reply({ send: { country: 'GB' } }), 'reply, gate 1'],
    ['a person who has the floor', reply({ floor: 'person', send: { author: 'person' } }), 'reply, gate 1'],
    [
      'the last moment of a window',
      reply({ channel: { replyWindowMs: DAY_MS }, contact: { lastInboundAtMs: NOON_MS - DAY_MS + 1 } }),
      'reply, gate 1',
    ],
    ['the longest text', reply({ send: { segments: MAX_SEGMENTS } }), 'reply, gate 1'],
    [
      'a long e-mail',
      reply({ channel: { channel: 'email', segmented: false }, send: { segments: 400, country: null } }),
      'reply, gate 1',
    ],
    [
      'marketing at night by e-mail',
      marketing({ nowMs: AT_NIGHT_MS, channel: { channel: 'email', interrupts: false, segmented: false } }),
      'consent cns_1, gate 1',
    ],
    [
      'marketing of a business without quiet hours',
      marketing({ nowMs: AT_NIGHT_MS, business: { quietHours: null } }),
      'consent cns_1, gate 1',
    ],
    [
      'a third offer after the window of the first',
      marketing({ contact: { recentMarketingAtMs: [NOON_MS - 7 * DAY_MS, NOON_MS - DAY_MS] } }),
      'consent cns_1, gate 1',
    ],
    [
      'transactional texts over the cap',
      marketing({
        send: { class: 'transactional', author: 'api' },
        contact: { recentMarketingAtMs: [NOON_MS, NOON_MS, NOON_MS] },
      }),
      'transactional, gate 1',
    ],
  ];
  it.each(cases)('%s', (_, input, authorisedBy) => {
    expect(gate(input)).toMatchObject({ kind: 'allow', authorisedBy });
  });
});

describe('put off', () => {
  it.each([
    ['marketing at night, until eight', marketing({ nowMs: AT_NIGHT_MS }), EIGHT_MS],
    [
      'marketing to somebody who may be in Los Angeles, until eight there',
      marketing({ nowMs: EIGHT_MS, contact: { timeZones: ['America/New_York', 'America/Los_Angeles'] } }),
      Date.parse('2026-11-19T08:00:00-08:00'),
    ],
    [
      'a third offer, until the first is a week old',
      marketing({ contact: { recentMarketingAtMs: [NOON_MS - HOUR_MS, NOON_MS - 6 * DAY_MS] } }),
      NOON_MS + DAY_MS,
    ],
    [
      'a third offer whose time would come at night, until the morning after',
      marketing({ contact: { recentMarketingAtMs: [AT_NIGHT_MS - 7 * DAY_MS, NOON_MS - HOUR_MS] } }),
      EIGHT_MS,
    ],
  ])('%s', (_, input, untilMs) => {
    const verdict = gate(input);
    expect(verdict.kind).toBe('defer');
    expect(verdict.kind === 'defer' && new Date(verdict.untilMs).toISOString()).toBe(
      new Date(untilMs).toISOString(),
    );
    // What was promised holds: asked again at that moment, it is allowed.
    expect(gate({ ...input, nowMs: untilMs }).kind).toBe('allow');
  });
});

it('every check is told, also those that pass', () => {
  const names = gate(marketing()).checks.map(({ check }) => check);
  expect(new Set(names).size).toBe(10);
  expect(
    gate(marketing({ contact: { suppressed: true, consentId: null } })).checks.filter(
      (c) => c.result === 'deny',
    ),
  ).toHaveLength(2);
});
