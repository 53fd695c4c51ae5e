import { describe, expect, it } from 'vitest';
import type { OpeningHours } from '../../src/domain/business.ts';
import { momentAt } from '../../src/domain/local-time.ts';
import {
  closesAt,
  hasHours,
  hoursOn,
  isOpen,
  nextOpening,
  weekInRuns,
} from '../../src/domain/opening-hours.ts';

const DAY = [{ fromMinute: 540, toMinute: 1080 }];
const NY = 'America/New_York';
const at = (text: string): number => Date.parse(text);
const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

/** Monday to Friday 9 to 18, Saturday 10 to 14 and 15 to 17. */
const SHOP: OpeningHours = {
  weekly: [
    [],
    DAY,
    DAY,
    DAY,
    DAY,
    DAY,
    [
      { fromMinute: 900, toMinute: 1020 },
      { fromMinute: 600, toMinute: 840 },
    ],
  ],
  exceptions: {
    '2026-12-24': { ranges: [{ fromMinute: 540, toMinute: 720 }], reason: 'Christmas Eve' },
    '2026-12-25': { ranges: [], reason: 'Christmas Day' },
    '2026-12-26': { ranges: [], reason: 'Boxing Day' },
    '2026-12-27': { ranges: DAY, reason: 'Sale Sunday' },
  },
};

/** Open over midnight: Friday 20:00 to 03:00. */
const BAR: OpeningHours = {
  weekly: [[], [], [], [], [], [{ fromMinute: 1200, toMinute: 180 }], []],
  exceptions: {},
};

const ALWAYS: OpeningHours = {
  weekly: Array.from({ length: 7 }, () => [{ fromMinute: 0, toMinute: 1440 }]),
  exceptions: {},
};
const NEVER: OpeningHours = { weekly: [], exceptions: {} };

describe('open or closed', () => {
  it.each([
    ['before opening', SHOP, '2026-11-18T08:59:59-05:00', false],
    ['at opening', SHOP, '2026-11-18T09:00:00-05:00', true],
    ['at the last second', SHOP, '2026-11-18T17:59:59-05:00', true],
    ['at closing', SHOP, '2026-11-18T18:00:00-05:00', false],
    ['on Sunday', SHOP, '2026-11-22T12:00:00-05:00', false],
    ['in the lunch break', SHOP, '2026-11-21T14:30:00-05:00', false],
    ['after the lunch break', SHOP, '2026-11-21T15:00:00-05:00', true],
    ['on a shortened day', SHOP, '2026-12-24T12:30:00-05:00', false],
    ['on a holiday', SHOP, '2026-12-25T12:00:00-05:00', false],
    ['on a Sunday that is an exception', SHOP, '2026-12-27T12:00:00-05:00', true],
    ['after midnight of a long Friday', BAR, '2026-11-21T02:59:00-05:00', true],
    ['at the end of it', BAR, '2026-11-21T03:00:00-05:00', false],
    ['around the clock, at midnight', ALWAYS, '2026-11-21T00:00:00-05:00', true],
    ['with no hours', NEVER, '2026-11-18T12:00:00-05:00', false],
    // A bar that closes at three: on November 1 the hour from one to two happens twice, on March 8 the one from two never.
    [
      'in the first of the double hours',
      { ...BAR, weekly: [[], [], [], [], [], [], [{ fromMinute: 1200, toMinute: 180 }]] },
      '2026-11-01T01:30:00-04:00',
      true,
    ],
    [
      'in the second of them',
      { ...BAR, weekly: [[], [], [], [], [], [], [{ fromMinute: 1200, toMinute: 180 }]] },
      '2026-11-01T01:30:00-05:00',
      true,
    ],
  ])('%s', (_, hours, now, open) => {
    expect(isOpen(hours, NY, at(now))).toBe(open);
  });
});

describe('the next opening', () => {
  it.each([
    ['this morning', SHOP, '2026-11-18T06:00:00-05:00', '2026-11-18T09:00:00-05:00'],
    ['tomorrow', SHOP, '2026-11-18T19:00:00-05:00', '2026-11-19T09:00:00-05:00'],
    ['after lunch', SHOP, '2026-11-21T14:30:00-05:00', '2026-11-21T15:00:00-05:00'],
    ['over the weekend', SHOP, '2026-11-21T17:30:00-05:00', '2026-11-23T09:00:00-05:00'],
    ['over the holidays', SHOP, '2026-12-24T13:00:00-05:00', '2026-12-27T09:00:00-05:00'],
    ['when clocks went forward', SHOP, '2026-03-07T18:00:00-05:00', '2026-03-09T09:00:00-04:00'],
    ['when clocks went back', SHOP, '2026-10-31T18:00:00-04:00', '2026-11-02T09:00:00-05:00'],
  ])('%s', (_, hours, now, opens) => {
    expect(iso(nextOpening(hours, NY, at(now)))).toBe(iso(at(opens)));
  });
  it('is none without hours', () => {
    expect(nextOpening(NEVER, NY, at('2026-11-18T12:00:00Z'))).toBeNull();
    expect(hasHours(NEVER)).toBe(false);
    expect(hasHours(SHOP)).toBe(true);
  });
});

it('closing is told across midnight', () => {
  expect(iso(closesAt(BAR, NY, at('2026-11-20T23:00:00-05:00')))).toBe(iso(at('2026-11-21T03:00:00-05:00')));
  expect(closesAt(SHOP, NY, at('2026-11-22T12:00:00-05:00'))).toBeNull();
});

it('a day is the day of the business, with its reason', () => {
  // 03:00 UTC on the 26th is still Christmas Day in New York.
  expect(hoursOn(SHOP, NY, at('2026-12-26T03:00:00Z'))).toEqual({
    day: '2026-12-25',
    ranges: [],
    reason: 'Christmas Day',
  });
  expect(hoursOn(SHOP, NY, at('2026-11-21T17:00:00Z')).ranges[0]).toEqual({ fromMinute: 600, toMinute: 840 });
});

it('days with the same hours are told together', () => {
  expect(weekInRuns(SHOP).map(({ from, to }) => [from, to])).toEqual([
    [1, 5],
    [6, 6],
    [0, 0],
  ]);
});

describe('a wall-clock time', () => {
  it.each([
    ['2026-11-18', 540, NY, '2026-11-18T09:00:00-05:00'],
    ['2026-03-08', 150, NY, '2026-03-08T03:30:00-04:00'],
    ['2026-11-01', 90, NY, '2026-11-01T01:30:00-04:00'],
    ['2026-03-29', 150, 'Europe/Berlin', '2026-03-29T03:30:00+02:00'],
    ['2026-10-25', 150, 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
    ['2026-11-18', 1440, NY, '2026-11-19T00:00:00-05:00'],
    ['2026-01-01', 0, 'Asia/Kathmandu', '2026-01-01T00:00:00+05:45'],
    ['2026-01-01', 0, 'Pacific/Kiritimati', '2026-01-01T00:00:00+14:00'],
  ])('%s, minute %d in %s', (day, minute, zone, moment) => {
    expect(iso(momentAt(day, minute, zone))).toBe(iso(at(moment)));
  });
});
