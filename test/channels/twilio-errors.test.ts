/** The table of codes, spelled out once more by group: a change of meaning must be made in both places. */
import { describe, expect, it } from 'vitest';
import { failedDelivery, refusedSend, TWILIO_CODES } from '../../src/channels/twilio-errors.ts';

const GROUPS = {
  recipient: [21211, 21266, 21408, 21604, 21608, 21612, 21614, 30004, 30005, 30006, 60410],
  content: [21602, 21617, 21620, 21623, 30007, 63016],
  'opted-out': [21610, 63014],
  account: [20003, 20005, 20008, 20404, 21212, 21603, 21606, 21609, 21701, 21703, 21704, 30002, 30032, 30034],
  'busy-account': [20429, 21611, 63017, 63018],
  'busy-pair': [14107],
  passing: [30001, 30003, 30008, 30009, 30022, 30410],
} as const;

describe('codes', () => {
  it('each has one meaning', () => {
    const grouped: Record<string, number[]> = {};
    for (const [code, { meaning }] of Object.entries(TWILIO_CODES))
      (grouped[meaning] ??= []).push(Number(code));
    expect(grouped).toEqual(GROUPS);
  });

  it.each([
    ['recipient', 'never', 'permanent'],
    ['content', 'never', 'permanent'],
    ['opted-out', 'never', 'opted-out'],
    ['account', 'held', 'permanent'],
    ['busy-account', 'later', 'retryable'],
    ['busy-pair', 'later', 'retryable'],
    ['passing', 'later', 'retryable'],
  ] as const)('%s: %s when refused, %s when it fails afterwards', (meaning, kind, failure) => {
    for (const code of GROUPS[meaning]) {
      const outcome = refusedSend(400, code, null);
      expect(outcome, String(code)).toMatchObject({ kind, reason: `twilio_${code}` });
      if (outcome?.kind === 'never') expect(outcome.optOut).toBe(meaning === 'opted-out');
      if (outcome?.kind === 'later') {
        expect(outcome.scope).toBe(meaning === 'busy-pair' ? 'conversation' : 'connection');
        expect(outcome.waitMs).toBeGreaterThanOrEqual(1_000);
      }
      expect(failedDelivery(code), String(code)).toBe(failure);
    }
  });

  it('an unknown code is final, and no code is no licence to try again', () => {
    expect(refusedSend(400, 29_999, null)).toEqual({ kind: 'never', reason: 'twilio_29999', optOut: false });
    expect(failedDelivery(29_999)).toBe('permanent');
    expect(failedDelivery(null)).toBe('permanent');
  });
});

describe('answers without a code', () => {
  it.each([
    [200, null],
    [302, null],
    [408, null],
    [500, null],
    [502, null],
    [503, null],
    [504, null],
    [400, 'never'],
    [413, 'never'],
    [401, 'held'],
    [403, 'held'],
    [404, 'held'],
    [429, 'later'],
  ] as const)('%i -> %s', (status, kind) => {
    expect(refusedSend(status, null, null)?.kind ?? null).toBe(kind);
  });

  it('the wait that is asked for is the wait that is told', () => {
    expect(refusedSend(429, null, 9_000)).toMatchObject({ waitMs: 9_000 });
    expect(refusedSend(400, 14107, 9_000)).toMatchObject({ waitMs: 9_000 });
  });
});
