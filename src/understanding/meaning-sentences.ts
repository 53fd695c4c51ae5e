/** The sentences from which `npm run train:meanings` learns: own patterns filled with common words, and WordNet's explanations. */
import { defaultTrainingLines } from '../flows/examples/index.ts';
import {
  MODERN_WORDS,
  NOUN_PATTERNS,
  OTHER_PATTERNS,
  QUALITY_PATTERNS,
  VERB_PATTERNS,
} from './meaning-patterns.ts';
import { tokenise } from './normalise.ts';
import { OUT_OF_SCOPE_LINES } from './out-of-scope-lines.ts';
import { seededRandom } from './seeded-order.ts';
import { stem } from './stem.ts';

export type WordCount = { word: string; count: number };
export type Kind = 'noun' | 'verb' | 'quality' | 'other';
/** From a word to the kinds it may be, the commonest first. */
export type Kinds = ReadonlyMap<string, readonly Kind[]>;

const MODERN_COUNT = 400;
const PATTERNS: Record<Kind, readonly string[]> = {
  noun: NOUN_PATTERNS,
  verb: VERB_PATTERNS,
  quality: QUALITY_PATTERNS,
  other: OTHER_PATTERNS,
};
const SLOT: Record<Kind, RegExp> = { noun: /\bN\b/, verb: /\bV\b/, quality: /\bA\b/, other: /\bW\b/ };
const SENTENCES_PER_WORD = 6;
const SENTENCES_PER_COMMON_WORD = 14;
const COMMON_WORDS = 5_000;

/** The commonest stems, each with the word that stands for it. */
export function chooseStems(counts: readonly WordCount[], most: number): Map<string, WordCount> {
  const stems = new Map<string, WordCount>();
  const add = (word: string, count: number): void => {
    const tokens = tokenise(word);
    const only = tokens[0];
    if (tokens.length !== 1 || only === undefined || !/^[a-z][a-z']*$/.test(only)) return;
    const key = stem(only);
    const known = stems.get(key);
    if (known === undefined) stems.set(key, { word: only, count });
    // The shortest form stands for the others: "cancel" for "cancelled".
    else if (only.length < known.word.length) stems.set(key, { word: only, count: known.count + count });
    else known.count += count;
  };
  for (const { word, count } of counts) add(word.toLowerCase(), count);
  for (const word of MODERN_WORDS) add(word, MODERN_COUNT);
  for (const text of [...defaultTrainingLines().map((line) => line.text), ...OUT_OF_SCOPE_LINES])
    for (const token of tokenise(text)) add(token, 1);
  return new Map([...stems].sort(([, a], [, b]) => b.count - a.count).slice(0, most));
}

/** Deterministic: the same words give the same sentences. */
export function patternSentences(stems: ReadonlyMap<string, WordCount>, kinds: Kinds): string[] {
  const random = seededRandom(11);
  const words = [...stems.values()];
  const draw: Record<Kind, () => string> = {
    noun: drawerOf(words, kinds, 'noun', random),
    verb: drawerOf(words, kinds, 'verb', random),
    quality: drawerOf(words, kinds, 'quality', random),
    other: () => '',
  };
  const sentences: string[] = [];
  words.forEach(({ word }, place) => {
    const own = kinds.get(word) ?? ['other'];
    const rounds = place < COMMON_WORDS ? SENTENCES_PER_COMMON_WORD : SENTENCES_PER_WORD;
    for (let round = 0; round < rounds; round += 1) {
      const kind = own[round % own.length] ?? 'other';
      const patterns = PATTERNS[kind];
      // Always once alone, then anywhere.
      const pattern = patterns[round === 0 ? 0 : 1 + Math.floor(random() * (patterns.length - 1))] ?? '';
      let sentence = pattern.replace(SLOT[kind], word);
      for (const other of ['noun', 'verb', 'quality'] as const) {
        while (SLOT[other].test(sentence)) sentence = sentence.replace(SLOT[other], draw[other]());
      }
      sentences.push(sentence);
    }
  });
  return sentences;
}

/** Common words are drawn more often, but by a power of their count: the rare ones have their turn. */
function drawerOf(words: readonly WordCount[], kinds: Kinds, kind: Kind, random: () => number): () => string {
  const own = words.filter(({ word }) => kinds.get(word)?.includes(kind) === true && word.length > 2);
  const sums: number[] = [];
  let sum = 0;
  for (const { count } of own) {
    sum += Math.min(count ** 0.6, 300);
    sums.push(sum);
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return own[low]?.word ?? '';
  };
}

/** What follows the bar in a line of a WordNet data file: the explanation, then examples in quotes. */
export function glossSentences(dataFile: string): { examples: string[]; explanations: string[] } {
  const examples: string[] = [];
  const explanations: string[] = [];
  for (const line of dataFile.split('\n')) {
    const bar = line.indexOf(' | ');
    if (bar === -1 || line.startsWith(' ')) continue;
    const gloss = line.slice(bar + 3);
    for (const [, quoted] of gloss.matchAll(/"([^"]{8,120})"/g))
      if (quoted !== undefined) examples.push(quoted);
    const explanation = gloss
      .replace(/"[^"]*"?/g, '')
      .replace(/[;\s]+$/, '')
      .trim();
    const lemma = line.split(' ')[4] ?? '';
    if (explanation.length >= 8 && explanation.length <= 140)
      explanations.push(`${lemma.replaceAll('_', ' ')}: ${explanation}`);
  }
  return { examples, explanations };
}

/** The share of a sentence's words that are among the stems: others teach nothing. */
export function coverage(sentence: string, stems: ReadonlyMap<string, unknown>): number {
  const tokens = tokenise(sentence);
  if (tokens.length === 0) return 0;
  return tokens.filter((token) => stems.has(stem(token))).length / tokens.length;
}
