/** Sentences as spans of the original text, so that a quote is always word for word. */
import { remembering } from './remembering.ts';

export type Span = { start: number; end: number };

const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st no vs etc inc ltd co corp fig figs approx est dept jr sr e.g i.e u.s u.k a.m p.m al eq ' +
    'min max tel ext vol pp ca cf jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);
const END = /[.!?。！？…]+["'”’)\]]*|\n+|[•▪●]/g;
const MAX_SENTENCE_CHARS = 600;

/** Splits at sentence ends and line breaks; very long runs are cut at a word border. */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  END.lastIndex = 0;
  for (let match = END.exec(text); match !== null; match = END.exec(text)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && !endsSentence(text, start, match.index, end)) continue;
    pushTrimmed(text, start, end, spans);
    start = end;
  }
  pushTrimmed(text, start, text.length, spans);
  return spans;
}

/** For passages that are quoted: a shop's best ones come again and again. */
export const sentencesOf = remembering(1_000, (text): readonly Span[] => splitSentences(text));

function endsSentence(text: string, start: number, dot: number, end: number): boolean {
  const next = text.charAt(end);
  if (next !== '' && !/\s/.test(next)) return false;
  if (end - dot > 1) return true;
  const before = text.slice(Math.max(start, dot - 12), dot);
  const word = (/[\p{L}.]+$/u.exec(before)?.[0] ?? '').toLowerCase();
  if (ABBREVIATIONS.has(word) || /^\p{L}$/u.test(word)) return false;
  const following = text.slice(end, end + 8).trimStart();
  // A small letter after the dot: an abbreviation we do not know. Texts without capitals still split at " . ".
  return (
    !/^\p{Ll}/u.test(following) || /\s/.test(text.charAt(dot - 1)) || !/\p{Lu}/u.test(text.slice(start, dot))
  );
}

function pushTrimmed(text: string, from: number, to: number, spans: Span[]): void {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  while (end - start > MAX_SENTENCE_CHARS) {
    const space = text.lastIndexOf(' ', start + MAX_SENTENCE_CHARS);
    const cut = space > start ? space : start + MAX_SENTENCE_CHARS;
    spans.push({ start, end: cut });
    start = cut;
    while (start < end && /\s/.test(text.charAt(start))) start += 1;
  }
  if (end > start && /[\p{L}\p{N}]/u.test(text.slice(start, end))) spans.push({ start, end });
}
