/** Days that customers name rather than date: today, Sunday, Christmas, or a day the business has a reason for. */
import type { OpeningHours } from './business.ts';
import { addDays, dayOf, localMoment, weekdayOf } from './local-time.ts';
import { plainWords } from './said.ts';

type Rule = (year: number, country: string) => string;

const on =
  (month: number, day: number): Rule =>
  (year) =>
    dayOf(year, month, day);

/** `nth` of 1 to 4, or 5 for the last. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = dayOf(year, month, 1);
  const day = addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7);
  return day.slice(0, 7) === first.slice(0, 7) ? day : addDays(day, -7);
}

/** Gregorian computus (Meeus, Jones, Butcher). */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dayOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

const easter =
  (days: number): Rule =>
  (year) =>
    addDays(easterSunday(year), days);
const thanksgiving: Rule = (year, country) =>
  country === 'CA' ? nthWeekday(year, 10, 1, 2) : nthWeekday(year, 11, 4, 4);

/** Longer names first: "christmas eve" is not "christmas". */
const HOLIDAYS: readonly [names: readonly string[], rule: Rule][] = [
  [['christmas eve', 'xmas eve', 'nochebuena', 'heiligabend', 'veille de noël'], on(12, 24)],
  [['boxing day', 'day after christmas'], on(12, 26)],
  [['christmas', 'xmas', 'navidad', 'weihnachten', 'noël'], on(12, 25)],
  [["new year's eve", 'new years eve', 'nochevieja', 'silvester', 'saint sylvestre'], on(12, 31)],
  [["new year's", 'new years', 'new year', 'año nuevo', 'neujahr', 'nouvel an'], on(1, 1)],
  [['good friday', 'viernes santo', 'karfreitag', 'vendredi saint'], easter(-2)],
  [['easter monday', 'ostermontag', 'lundi de pâques'], easter(1)],
  [['easter', 'pascua', 'ostern', 'pâques'], easter(0)],
  [['black friday'], (year) => addDays(nthWeekday(year, 11, 4, 4), 1)],
  [['thanksgiving'], thanksgiving],
  [['independence day', 'fourth of july', '4th of july', 'july 4th'], on(7, 4)],
  [['memorial day'], (year) => nthWeekday(year, 5, 1, 5)],
  [['labor day', 'labour day'], (year) => nthWeekday(year, 9, 1, 1)],
  [["valentine's day", 'valentines day'], on(2, 14)],
  [['halloween'], on(10, 31)],
];

const WEEKDAYS: readonly (readonly string[])[] = [
  ['sunday', 'sundays', 'sun', 'domingo', 'domingos', 'sonntag', 'sonntags', 'dimanche'],
  ['monday', 'mondays', 'mon', 'lunes', 'montag', 'montags', 'lundi'],
  ['tuesday', 'tuesdays', 'tue', 'tues', 'martes', 'dienstag', 'dienstags', 'mardi'],
  ['wednesday', 'wednesdays', 'wed', 'miércoles', 'miercoles', 'mittwoch', 'mittwochs', 'mercredi'],
  ['thursday', 'thursdays', 'thu', 'thur', 'thurs', 'jueves', 'donnerstag', 'donnerstags', 'jeudi'],
  ['friday', 'fridays', 'fri', 'viernes', 'freitag', 'freitags', 'vendredi'],
  ['saturday', 'saturdays', 'sat', 'sábado', 'sabado', 'samstag', 'samstags', 'samedi'],
];

const TODAY = ['today', 'tonight', 'hoy', 'heute', "aujourd'hui"];
const TOMORROW = ['tomorrow', 'tmrw', 'tmr', 'demain'];
/** "mañana" and "morgen" also mean morning: after these words they do. */
const TOMORROW_OR_MORNING = /(?<!\s(?:la|am|guten|jeden))\s(?:mañana|morgen)\s/u;
const WEEKEND = ['weekend', 'fin de semana', 'wochenende', 'week end'];
const MAX_DAYS = 3;

/** Local days (`YYYY-MM-DD`), at most three, none in the past. */
export function daysNamedIn(
  text: string,
  hours: OpeningHours,
  where: { timeZone: string; country: string; nowMs: number },
): string[] {
  const plain = ` ${plainWords(text)} `;
  const holds = (name: string): boolean => plain.includes(` ${name} `);
  const today = localMoment(where.nowMs, where.timeZone).day;
  const holiday = HOLIDAYS.find(([names]) => names.some(holds));
  if (holiday !== undefined) return [upcoming(holiday[1], today, where.country)];
  const reasons = Object.entries(hours.exceptions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const named = reasons.find(
    ([day, { reason }]) => day >= today && reason.length >= 4 && holds(plainWords(reason)),
  );
  if (named !== undefined) return [named[0]];
  const days = new Set<string>();
  if (TODAY.some(holds)) days.add(today);
  if (TOMORROW.some(holds) || TOMORROW_OR_MORNING.test(plain)) days.add(addDays(today, 1));
  WEEKDAYS.forEach((names, weekday) => {
    if (names.some(holds)) days.add(nextWeekday(today, weekday));
  });
  if (WEEKEND.some(holds)) {
    days.add(nextWeekday(today, 6));
    days.add(nextWeekday(today, 0));
  }
  return [...days].sort().slice(0, MAX_DAYS);
}

function upcoming(rule: Rule, today: string, country: string): string {
  const year = Number(today.slice(0, 4));
  const thisYear = rule(year, country);
  return thisYear >= today ? thisYear : rule(year + 1, country);
}

/** Today when it is that weekday. */
function nextWeekday(today: string, weekday: number): string {
  return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
}
