/** What tells who wrote is taken out of a message that is kept to learn from. The classifier reads the rest the same. */
import { findName } from './names.ts';
import type { Span } from './spans.ts';

const MAX_CHARS = 500;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}/g;
const LINK = /(?:https?:\/\/|www\.)\S+/gi;
/** Three digits or more in a row, or cut up as in phone numbers and dates. */
const NUMBERS = /\+?\d(?:[\s()./-]{0,2}\d){2,}/g;

/** E-mails, links, phone and other long numbers become placeholders that the classifier takes for the same; names go. */
export function redact(text: string): string {
  const cut = text.slice(0, MAX_CHARS).toWellFormed();
  const spans: Span[] = [];
  findName(cut, spans);
  let named = cut;
  for (const { from, to } of spans.toSorted((a, b) => b.from - a.from)) {
    named = `${named.slice(0, from)}Name${named.slice(to)}`;
  }
  return named
    .replace(EMAIL, 'name@example.com')
    .replace(LINK, 'https://example.com')
    .replace(NUMBERS, (number) => number.replace(/\d/g, '0'))
    .slice(0, MAX_CHARS)
    .toWellFormed()
    .trim();
}
