import { describe, expect, it } from 'vitest';
import { minuteOfDay, nextAllowedMs } from '../../src/domain/quiet-hours.ts';

const NIGHT = { fromMinute: 21 * 60, toMinute: 8 * 60 };
const at = (text: string): number => Date.parse(text);

describe('quiet from 21:00 to 08:00', () => {
  it.each([
    ['noon', '2026-11-18T12:00:00-05:00', ['America/New_York'], '2026-11-18T12:00:00-05:00'],
    ['just before', '2026-11-18T20:59:59-05:00', ['America/New_York'], '2026-11-18T20:59:59-05:00'],
    ['on the stroke', '2026-11-18T21:00:00-05:00', ['America/New_York'], '2026-11-19T08:00:00-05:00'],
    ['after midnight', '2026-11-19T03:17:00-05:00', ['America/New_York'], '2026-11-19T08:00:00-05:00'],
    ['the last second', '2026-11-19T07:59:59-05:00', ['America/New_York'], '2026-11-19T08:00:00-05:00'],
    ['the first second', '2026-11-19T08:00:00-05:00', ['America/New_York'], '2026-11-19T08:00:00-05:00'],
    ['half-hour zone', '2026-11-18T22:00:00+05:30', ['Asia/Kolkata'], '2026-11-19T08:00:00+05:30'],
    ['quarter-hour zone', '2026-11-18T22:10:00+05:45', ['Asia/Kathmandu'], '2026-11-19T08:00:00+05:45'],
    // Clocks go forward on March 8 and back on November 1, 2026 in the United States; on March 29 and October 25 in Europe.
    ['a shorter night', '2026-03-07T23:00:00-05:00', ['America/New_York'], '2026-03-08T08:00:00-04:00'],
    ['a longer night', '2026-10-31T23:00:00-04:00', ['America/New_York'], '2026-11-01T08:00:00-05:00'],
    [
      'inside the hour that happens twice',
      '2026-11-01T01:30:00-04:00',
      ['America/New_York'],
      '2026-11-01T08:00:00-05:00',
    ],
    [
      'a shorter night in Berlin',
      '2026-03-28T22:00:00+01:00',
      ['Europe/Berlin'],
      '2026-03-29T08:00:00+02:00',
    ],
    ['a longer night in Berlin', '2026-10-24T22:00:00+02:00', ['Europe/Berlin'], '2026-10-25T08:00:00+01:00'],
    ['southern summer time', '2026-10-03T22:00:00+10:00', ['Australia/Sydney'], '2026-10-04T08:00:00+11:00'],
    [
      'morning in the east, night in the west',
      '2026-11-18T09:00:00-05:00',
      ['America/New_York', 'America/Los_Angeles'],
      '2026-11-18T08:00:00-08:00',
    ],
    [
      'evening in the east, day in the west',
      '2026-11-18T21:30:00-05:00',
      ['America/New_York', 'America/Los_Angeles'],
      '2026-11-19T11:00:00-05:00',
    ],
  ])('%s', (_, now, zones, allowed) => {
    expect(new Date(nextAllowedMs(at(now), NIGHT, zones)).toISOString()).toBe(
      new Date(at(allowed)).toISOString(),
    );
  });

  it('is kept in every zone at once, whatever the hour', () => {
    const zones = ['America/New_York', 'America/Chicago', 'America/Los_Angeles'];
    for (let hour = 0; hour < 24 * 14; hour += 1) {
      const allowedMs = nextAllowedMs(at('2026-10-26T00:07:00Z') + hour * 3_600_000, NIGHT, zones);
      for (const zone of zones) {
        expect(minuteOfDay(allowedMs, zone)).toBeGreaterThanOrEqual(480);
        expect(minuteOfDay(allowedMs, zone)).toBeLessThan(1260);
      }
    }
  });

  it('that leave no moment at all put it off beyond a week', () => {
    const opposite = ['Pacific/Auckland', 'Europe/London'];
    const nowMs = at('2026-06-15T12:00:00Z');
    const quiet = { fromMinute: 12 * 60, toMinute: 11 * 60 };
    expect(nextAllowedMs(nowMs, quiet, opposite) - nowMs).toBeGreaterThan(7 * 86_400_000);
  });
});

it('quiet hours in the middle of the day, and none at all', () => {
  const siesta = { fromMinute: 13 * 60, toMinute: 15 * 60 };
  expect(nextAllowedMs(at('2026-07-01T13:30:00+02:00'), siesta, ['Europe/Madrid'])).toBe(
    at('2026-07-01T15:00:00+02:00'),
  );
  expect(nextAllowedMs(at('2026-07-01T12:30:00+02:00'), siesta, ['Europe/Madrid'])).toBe(
    at('2026-07-01T12:30:00+02:00'),
  );
  const none = { fromMinute: 600, toMinute: 600 };
  expect(nextAllowedMs(at('2026-07-01T13:30:00+02:00'), none, ['Europe/Madrid'])).toBe(
    at('2026-07-01T13:30:00+02:00'),
  );
});
