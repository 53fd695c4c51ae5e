import { addSpan } from './spans.ts';
import type { Span } from './spans.ts';

const SYMBOLS: Record<string, string> = {
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₺': 'TRY',
  '₩': 'KRW',
  '₽': 'RUB',
  zł: 'PLN',
  us$: 'USD',
  c$: 'CAD',
  ca$: 'CAD',
  a$: 'AUD',
  au$: 'AUD',
  r$: 'BRL',
};

const WORDS: Record<string, string> = {
  usd: 'USD',
  dollar: '$',
  dollars: '$',
  bucks: '$',
  buck: '$',
  dólares: '$',
  dolares: '$',
  dólar: '$',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  libras: 'GBP',
  pfund: 'GBP',
  cad: 'CAD',
  aud: 'AUD',
  nzd: 'NZD',
  chf: 'CHF',
  franken: 'CHF',
  mxn: 'MXN',
  brl: 'BRL',
  reais: 'BRL',
  inr: 'INR',
  rupees: 'INR',
  rs: 'INR',
  jpy: 'JPY',
  yen: 'JPY',
  sek: 'SEK',
  nok: 'NOK',
  dkk: 'DKK',
  pln: 'PLN',
  pesos: 'peso',
  peso: 'peso',
};

/** What "$" means where the business is. */
const DOLLARS: Record<string, string> = {
  CA: 'CAD',
  AU: 'AUD',
  NZ: 'NZD',
  MX: 'MXN',
  SG: 'SGD',
  HK: 'HKD',
  CL: 'CLP',
  CO: 'COP',
  AR: 'ARS',
  TW: 'TWD',
};
const PESOS: Record<string, string> = { CL: 'CLP', CO: 'COP', AR: 'ARS', UY: 'UYU', PH: 'PHP', DO: 'DOP' };
const NO_MINOR_UNITS = new Set(['JPY', 'KRW', 'CLP']);

const NUMBER = String.raw`\d{1,3}(?:[.,\u00a0 ']\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?`;
const BEFORE = new RegExp(
  String.raw`((?:us|ca|c|au|a|r)?\$|€|£|¥|₹|₺|₩|₽|(?<!\p{L})(?:usd|eur|gbp|chf|cad|aud|inr|rs)\.?)\s?(${NUMBER})(?![\d\p{L}]|[.,]\d)`,
  'giu',
);
const AFTER = new RegExp(
  String.raw`(?<![\d\p{L}#.,-])(${NUMBER})\s?(€|£|\$|¥|₹|₺|₩|₽|zł|(?:${Object.keys(WORDS).join('|')})(?!\p{L}))`,
  'giu',
);

/** "$12.99", "1.299,00 €", "20 bucks". */
export function findAmounts(text: string, country: string, spans: Span[]): void {
  for (const match of text.matchAll(BEFORE)) push(match[0], match[2] ?? '', match[1] ?? '', match.index);
  for (const match of text.matchAll(AFTER)) push(match[0], match[1] ?? '', match[2] ?? '', match.index);

  function push(whole: string, number: string, mark: string, from: number): void {
    const currency = currencyOf(mark.toLowerCase().replace('.', ''), country);
    const value = parseNumber(number);
    const minorUnits = Math.round(value * (NO_MINOR_UNITS.has(currency) ? 1 : 100));
    if (!Number.isSafeInteger(minorUnits)) return;
    addSpan(spans, { kind: 'amount', minorUnits, currency, text: whole }, from);
  }
}

function currencyOf(mark: string, country: string): string {
  const named = SYMBOLS[mark] ?? WORDS[mark] ?? mark;
  if (named === '$') return DOLLARS[country] ?? 'USD';
  if (named === 'peso') return PESOS[country] ?? 'MXN';
  return named;
}

/** The last separator with one or two digits behind it is the decimal one; all others group thousands. */
function parseNumber(text: string): number {
  const decimals = /[.,](\d{1,2})$/.exec(text);
  const whole = decimals === null ? text : text.slice(0, decimals.index);
  return Number(`${whole.replace(/\D/g, '')}.${decimals?.[1] ?? '0'}`);
}
