import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js';

import type { Entity } from '../domain/understanding.ts';
import { findAmounts } from './amounts.ts';
import { findDates } from './dates.ts';
import { findName } from './names.ts';
import { compileOrderPattern, ORDER_NUMBER_GUESS } from './order-number.ts';
import { findProducts } from './products.ts';
import { findQuantities } from './quantities.ts';
import { addSpan, withoutSpans } from './spans.ts';
import type { Span } from './spans.ts';

export type EntityContext = {
  nowMs: number;
  timeZone: string;
  /** ISO 3166 alpha-2: how local phone numbers, "$" and 3/4 are read. */
  country: string;
  /** The business's own pattern; null = guess. A pattern that `compileOrderPattern` refuses finds nothing. */
  orderNumberPattern: string | null;
  /** Names of the catalogue. Keep the array between calls: its index is kept with it. */
  products: readonly string[];
  language: string;
};

const MAX_CHARS = 1_500;
const MAX_PHONE_CHARS = 400;
const MAX_ENTITIES = 20;
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}/giu;
const PHONE_LIKE = /(?:\d[\s().-]{0,3}){7}/;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What a message names, in the order of the message. Total and bounded. */
export function findEntities(text: string, context: EntityContext): Entity[] {
  const read = text.slice(0, MAX_CHARS).replace(INVISIBLE, '');
  const spans: Span[] = [];
  for (const match of read.matchAll(EMAIL)) {
    addSpan(spans, { kind: 'email', value: match[0].toLowerCase(), text: match[0] }, match.index);
  }
  findOrderNumbers(read, context.orderNumberPattern, spans);
  findAmounts(read, context.country, spans);
  findPhones(read, context.country, spans);
  findDates(read, context, spans);
  findProducts(read, context.products, spans);
  findQuantities(read, spans);
  findName(read, spans);
  spans.sort((a, b) => a.from - b.from);
  return spans.slice(0, MAX_ENTITIES).map((span) => span.entity);
}

function findOrderNumbers(text: string, pattern: string | null, spans: Span[]): void {
  if (pattern === null) {
    for (const match of text.matchAll(ORDER_NUMBER_GUESS)) {
      const value = match[1] ?? match[2] ?? '';
      const from = match.index + match[0].lastIndexOf(value);
      addSpan(spans, { kind: 'orderNumber', value: value.toUpperCase(), text: value }, from);
    }
    return;
  }
  const compiled = compileOrderPattern(pattern);
  if (compiled.kind === 'refused') return;
  for (const match of text.matchAll(compiled.expression)) {
    addSpan(spans, { kind: 'orderNumber', value: match[0].toUpperCase(), text: match[0] }, match.index);
  }
}

function findPhones(text: string, country: string, spans: Span[]): void {
  const readable = withoutSpans(text, spans).slice(0, MAX_PHONE_CHARS);
  if (!PHONE_LIKE.test(readable)) return;
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  for (const { number, startsAt, endsAt } of findPhoneNumbersInText(readable, options)) {
    addSpan(spans, { kind: 'phone', value: number.number, text: text.slice(startsAt, endsAt) }, startsAt);
  }
}
