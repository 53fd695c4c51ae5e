import { describe, expect, it } from 'vitest';
import { daysNamedIn, easterSunday } from '../../src/domain/named-days.ts';

const where = { timeZone: 'America/New_York', country: 'US', nowMs: Date.parse('2026-11-18T11:00:00-05:00') };
const hours = {
  weekly: [],
  exceptions: {
    '2026-12-12': { ranges: [], reason: 'Stocktaking' },
    '2026-01-05': { ranges: [], reason: 'Inventory' },
  },
};

describe('days that customers name', () => {
  it.each([
    ['are you open today?', ['2026-11-18']],
    ['tomorrow', ['2026-11-19']],
    ['on Wednesday', ['2026-11-18']],
    ['Sunday?', ['2026-11-22']],
    ['saturday or sunday', ['2026-11-21', '2026-11-22']],
    ['this weekend', ['2026-11-21', '2026-11-22']],
    ['on christmas', ['2026-12-25']],
    ['Christmas Eve', ['2026-12-24']],
    ["New Year's Eve", ['2026-12-31']],
    ["on new year's day", ['2027-01-01']],
    ['Thanksgiving', ['2026-11-26']],
    ['black friday deals?', ['2026-11-27']],
    ['labor day', ['2027-09-06']],
    ['memorial day', ['2027-05-31']],
    ['easter', ['2027-03-28']],
    ['good friday', ['2027-03-26']],
    ['during the stocktaking', ['2026-12-12']],
    ['the inventory', []],
    ['¿abren mañana?', ['2026-11-19']],
    ['por la mañana', []],
    ['en Navidad', ['2026-12-25']],
    ['Habt ihr morgen offen?', ['2026-11-19']],
    ['guten Morgen', []],
    ['an Weihnachten', ['2026-12-25']],
    ['ouvert dimanche ?', ['2026-11-22']],
    ['what are your hours', []],
  ])('%s', (text, days) => {
    expect(daysNamedIn(text, hours, where)).toEqual(days);
  });
  it('thanksgiving is in October in Canada', () => {
    expect(daysNamedIn('thanksgiving', hours, { ...where, country: 'CA' })).toEqual(['2027-10-11']);
  });
  it.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('Easter %d', (year, day) => {
    expect(easterSunday(year)).toBe(day);
  });
});
