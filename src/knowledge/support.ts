/**
 * Does a sentence say nothing but what a sentence of a passage says? Decided by code, word by word, and rather no than yes:
 * what is refused is replaced by a quotation. Every telling word must be there, with the same figures beside the same words,
 * the same denials, no new permission or promise, and no limit left out.
 */
import { figureOf, smallWords, spelledOut } from '../domain/sentence-parts.ts';
import { splitSentences } from '../domain/sentences.ts';
import { stem } from './stem.ts';
import { STOPWORDS, wordsOf } from './words.ts';

export type Source = { title: string; text: string };
export type Support = { source: number; sentence: string };

/** Share of a sentence's telling words that must be said again: leaving more out changes what it says. */
const LEAST_SAID = 0.75;
/** Share of the words that must stand in the order of the source. */
const LEAST_IN_ORDER = 0.6;

/** Joints of speech that state nothing. */
const JOINTS = new Set(
  'also however please therefore then so too additionally furthermore moreover well note simply'.split(' '),
);
const DAYS =
  /^(?:sun|mon|tues|wednes|thurs|fri|satur)day|^(?:january|february|march|april|june|july|august|september|october|november|december)$|^(?:morning|noon|afternoon|evening|night|today|tomorrow|weekends?|weekdays?|holidays?)$/;

/** The first sentence of the sources that says the same; null = none does. */
export function supportOf(sentence: string, sources: readonly Source[]): Support | null {
  if (/\p{Cf}|\p{Cc}/u.test(sentence.trim())) return null;
  const said = read(sentence);
  if (said.tokens.length === 0) return null;
  for (const [source, { title, text }] of sources.entries()) {
    const context = new Set(read(title).tokens.map(({ key }) => key));
    for (const span of splitSentences(text)) {
      const original = text.slice(span.start, span.end);
      if (says(said, read(original), context)) return { source, sentence: original };
    }
  }
  return null;
}

type Token = { key: string; kind: 'word' | 'figure' | 'day' };
type Read = { tokens: Token[]; small: ReturnType<typeof smallWords>; asks: boolean; links: string[] };

function read(sentence: string): Read {
  const links = sentence.match(/\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/gi) ?? [];
  const plain = spelledOut(sentence);
  const raw = plain.match(/\d+(?:[.,:]\d+)*|[\p{L}\p{M}']+/gu) ?? [];
  const tokens = raw.flatMap((word): Token[] => {
    const figure = figureOf(word);
    if (figure !== null) return [{ key: figure, kind: 'figure' }];
    const lower = word.toLowerCase();
    if (DAYS.test(lower)) return [{ key: stem(lower), kind: 'day' }];
    return wordsOf(word)
      .filter((one) => !STOPWORDS.has(one) && !JOINTS.has(one))
      .map((one): Token => ({ key: stem(one), kind: 'word' }));
  });
  return { tokens, small: smallWords(raw), asks: /[?？]\s*$/.test(sentence), links };
}

/** @param context words of the passage's title: what the sentence is about may be named */
function says(said: Read, original: Read, context: ReadonlySet<string>): boolean {
  if (said.asks !== original.asks) return false;
  if (said.links.some((link) => !original.links.includes(link))) return false;
  const known = new Set(original.tokens.map(({ key }) => key));
  if (said.tokens.some(({ key, kind }) => !known.has(key) && !(kind === 'word' && context.has(key))))
    return false;
  const mentioned = new Set(said.tokens.map(({ key }) => key));
  const telling = [...known];
  const repeated = telling.filter((key) => mentioned.has(key));
  if (repeated.length < LEAST_SAID * telling.length) return false;
  if (original.tokens.some(({ key, kind }) => kind !== 'word' && !mentioned.has(key))) return false;
  if (telling.some((key) => /^(?:un|non)\p{L}/u.test(key) && !mentioned.has(key))) return false;
  return (
    sameSmallWords(said, original) &&
    figuresStandWithTheirWords(said, original, context) &&
    inOrder(said, original)
  );
}

function sameSmallWords({ small: said }: Read, { small: original }: Read): boolean {
  return (
    said.negations === original.negations &&
    said.modals.isSubsetOf(original.modals) &&
    said.quantities.isSubsetOf(original.quantities) &&
    [...original.limits].every((limit) => said.limits.has(limit)) &&
    [...said.limits].every((limit) => original.limits.has(limit))
  );
}

/** Between one figure or day and the next stand the words that it belongs to: none may come from elsewhere. */
function figuresStandWithTheirWords(said: Read, original: Read, context: ReadonlySet<string>): boolean {
  const places = surroundings(original.tokens);
  return surroundings(said.tokens).every(({ key, before, after }) =>
    places.some((place) => {
      if (place.key !== key) return false;
      const around = new Set([...place.before, ...place.after]);
      return [...before, ...after].every((word) => around.has(word) || context.has(word));
    }),
  );
}

function surroundings(tokens: readonly Token[]) {
  return tokens.flatMap(({ key, kind }, at) => {
    if (kind === 'word') return [];
    const before: string[] = [];
    for (let i = at - 1; i >= 0 && tokens[i]?.kind === 'word'; i -= 1) before.push(tokens[i]?.key ?? '');
    const after: string[] = [];
    for (let i = at + 1; i < tokens.length && tokens[i]?.kind === 'word'; i += 1)
      after.push(tokens[i]?.key ?? '');
    return [{ key, before, after }];
  });
}

/** Longest run of words in the same order: "A beats B" is not "B beats A". */
function inOrder(said: Read, original: Read): boolean {
  const a = said.tokens.map(({ key }) => key);
  const b = original.tokens.map(({ key }) => key);
  let row: number[] = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = one === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0);
    row = next;
  }
  const common = a.filter((key) => b.includes(key)).length;
  const least = original.small.quantities.has('than') ? 1 : LEAST_IN_ORDER;
  return (row[b.length] ?? 0) >= least * common;
}
