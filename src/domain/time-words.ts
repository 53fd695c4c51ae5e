/** Times and days in a customer's words. Plain ASCII spaces and dashes: an SMS must not cost double for a typographic one. */
import type { MinuteRange } from './business.ts';
import type { Language } from './flow-types.ts';
import { addDays, localMoment } from './local-time.ts';
import { withPlainPunctuation } from './segments.ts';

export type Speech = {
  language: Language;
  /** ISO 3166-1 alpha-2: the country tells 9 am from 9:00. */
  country: string;
};

const TWELVE_HOUR_COUNTRIES = new Set(['US', 'CA', 'AU', 'NZ', 'PH', 'IN', 'GB', 'IE', 'ZA']);

/** `0` to `1440` -> `9 am`, `9:30 am`, or `9:00`. */
export function clockInWords(minute: number, { language, country }: Speech): string {
  const ofDay = minute % 1440;
  const hour = Math.floor(ofDay / 60);
  const rest = String(ofDay % 60).padStart(2, '0');
  if (language !== 'en' || !TWELVE_HOUR_COUNTRIES.has(country))
    return minute === 1440 ? '24:00' : `${hour}:${rest}`;
  if (ofDay === 0) return 'midnight';
  const hourOfTwelve = hour % 12 === 0 ? 12 : hour % 12;
  return `${hourOfTwelve}${rest === '00' ? '' : `:${rest}`} ${hour < 12 ? 'am' : 'pm'}`;
}

const TO: Record<Language, string> = { en: ' to ', es: ' a ', de: ' bis ', fr: ' à ' };
const AND: Record<Language, string> = { en: ' and ', es: ' y ', de: ' und ', fr: ' et ' };

export function rangesInWords(ranges: readonly MinuteRange[], speech: Speech): string {
  return ranges
    .map(
      ({ fromMinute, toMinute }) =>
        `${clockInWords(fromMinute, speech)}${TO[speech.language]}${clockInWords(toMinute, speech)}`,
    )
    .join(AND[speech.language]);
}

const TODAY: Record<Language, string> = { en: 'today', es: 'hoy', de: 'heute', fr: "aujourd'hui" };
const TOMORROW: Record<Language, string> = { en: 'tomorrow', es: 'mañana', de: 'morgen', fr: 'demain' };

/** `today`, `tomorrow`, `Sunday` within the week, else `Friday, December 25`. */
export function dayInWords(day: string, today: string, speech: Speech): string {
  if (day === today) return TODAY[speech.language];
  if (day === addDays(today, 1)) return TOMORROW[speech.language];
  const near = day > today && day < addDays(today, 7);
  return format(day, speech, near ? WEEKDAY : LONG_DAY);
}

/** With the date even when the day is near: `Sunday, November 29`. */
export function dateInWords(day: string, speech: Speech): string {
  return format(day, speech, LONG_DAY);
}

const ON: Record<Language, string> = { en: 'on', es: 'el', de: 'am', fr: 'le' };

/** `on Sunday, November 29` */
export function onDateInWords(day: string, speech: Speech): string {
  return `${ON[speech.language]} ${dateInWords(day, speech)}`;
}

/** `tomorrow at 9 am` */
export function momentInWords(atMs: number, nowMs: number, timeZone: string, speech: Speech): string {
  const moment = localMoment(atMs, timeZone);
  const today = localMoment(nowMs, timeZone).day;
  const at: Record<Language, string> = { en: 'at', es: 'a las', de: 'um', fr: 'à' };
  const clock = clockInWords(moment.minute, speech);
  return `${dayInWords(moment.day, today, speech)} ${at[speech.language]} ${clock}`;
}

/** 0 = Sunday -> `Sunday`. */
export function weekdayInWords(weekday: number, speech: Speech): string {
  // 2023-01-01 was a Sunday.
  return format(addDays('2023-01-01', weekday), speech, WEEKDAY);
}

const LONG_DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
const WEEKDAY: Intl.DateTimeFormatOptions = { weekday: 'long' };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(day: string, { language, country }: Speech, options: Intl.DateTimeFormatOptions): string {
  const locale = /^[A-Z]{2}$/.test(country) ? `${language}-${country}` : language;
  const key = `${locale} ${options === LONG_DAY}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, known);
  return withPlainPunctuation(known.format(Date.parse(`${day}T12:00:00Z`)));
}
