/** Phone numbers, as people write them and as the house keeps them (E.164), and which of them are never written to. */
import { isSupportedCountry, parsePhoneNumberFromString, type NumberType } from 'libphonenumber-js/max';

export type PhoneRefusal = 'not-a-number' | 'short' | 'premium' | 'satellite' | 'invalid';

export type PhoneReading =
  { kind: 'phone'; e164: string; country: string } | { kind: 'refused'; reason: PhoneRefusal };

const MAX_CHARS = 40;
const WRITTEN = /^[+＋]?[\d\s().\-–/\u00a0]+$/u;
const FEWEST_DIGITS = 7;

/** Types of number that cost their caller or their sender extra, or that nobody reads at. */
const COSTLY: readonly NumberType[] = ['PREMIUM_RATE', 'SHARED_COST', 'PAGER', 'VOICEMAIL', 'UAN'];
/** Follow-me numbers are dear in these countries and a known way to pump traffic. */
const COSTLY_PERSONAL = new Set(['GB', 'JE', 'GG', 'IM']);
/** Satellite and shared codes belong to no country. 979 is international premium rate. */
const NO_COUNTRY = /^\+(?:800|808|870|878|881|882|883|888|979)/;

/** Reads a number written in E.164, or as in `country` (ISO 3166-1 alpha-2). */
export function readPhone(text: string, country: string): PhoneReading {
  const trimmed = text.trim().replace(/^tel:/i, '');
  if (trimmed.length > MAX_CHARS || !WRITTEN.test(trimmed)) return refused('not-a-number');
  if (trimmed.replace(/\D/g, '').length < FEWEST_DIGITS) return refused('short');
  const home = isSupportedCountry(country) ? country : undefined;
  const phone = parsePhoneNumberFromString(trimmed, {
    extract: false,
    ...(home && { defaultCountry: home }),
  });
  if (phone === undefined) return refused('invalid');
  const e164: string = phone.number;
  if (NO_COUNTRY.test(e164)) return refused(e164.startsWith('+979') ? 'premium' : 'satellite');
  if (isFictional(e164)) return { kind: 'phone', e164, country: FICTIONAL_COUNTRY };
  if (!phone.isPossible()) return refused('invalid');
  const type = phone.getType();
  if (type !== undefined && COSTLY.includes(type)) return refused('premium');
  const lives = phone.country ?? onlyCountry(phone.getPossibleCountries());
  if (lives === null) return refused('invalid');
  if (type === 'PERSONAL_NUMBER' && COSTLY_PERSONAL.has(lives)) return refused('premium');
  return { kind: 'phone', e164, country: lives };
}

/** E.164, or null for what is no number or is never written to. */
export function normalisePhone(text: string, country: string): string | null {
  const reading = readPhone(text, country);
  return reading.kind === 'phone' ? reading.e164 : null;
}

/** The numbers asked about lately: one send asks several times about its own. */
const countries = new Map<string, string | null>();
const MOST_COUNTRIES = 500;

/** ISO 3166-1 alpha-2 of an E.164 number; null when it does not tell, or is never written to. */
export function countryOfPhone(e164: string): string | null {
  const known = countries.get(e164);
  if (known !== undefined) return known;
  const reading = e164.startsWith('+') ? readPhone(e164, '') : refused('not-a-number');
  const country = reading.kind === 'phone' ? reading.country : null;
  if (countries.size >= MOST_COUNTRIES) countries.clear();
  countries.set(e164, country);
  return country;
}

const FICTIONAL_COUNTRY = 'US';

/** Area 555 is kept free for examples: nobody can be reached there, so demos and tests may use it. */
function isFictional(e164: string): boolean {
  return /^\+1555\d{7}$/.test(e164);
}

/** A number of a range too new for the tables still has its country, where the code has only one. */
function onlyCountry(countries: readonly string[]): string | null {
  return countries.length === 1 ? (countries[0] ?? null) : null;
}

function refused(reason: PhoneRefusal): { kind: 'refused'; reason: PhoneRefusal } {
  return { kind: 'refused', reason };
}
