import { GRAM_SPACE, gramHashes } from './grams.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { stem } from './stem.ts';
import { correctWord } from './typos.ts';
import { questionKind, STOPWORDS, wordsOf, type QuestionKind } from './words.ts';

export type Term = {
  /** The word as looked up, after correction. */
  word: string;
  /** Id of its stem in the index, or -1 when no passage has it. */
  stemId: number;
  idf: number;
  corrected: boolean;
};

export type Question = {
  terms: Term[];
  /** Terms that stand next to each other, as pairs of places in `terms`. */
  pairs: [number, number][];
  kind: QuestionKind;
  idfSum: number;
  /** Weighted character grams of the whole question, and their length. */
  gramVector: Float32Array;
  gramNorm: number;
};

/** Longer questions are cut: what a customer asks stands in the first few hundred characters, and time stays bounded. */
export const MAX_QUESTION_CHARS = 2000;
const MAX_TERMS = 24;
const MAX_CORRECTIONS = 6;

export function readQuestion(index: KnowledgeIndex, text: string): Question {
  const words = wordsOf(text.slice(0, MAX_QUESTION_CHARS));
  const telling = words.filter((word) => !STOPWORDS.has(word));
  const { terms, sequence } = termsOf(index, telling.length > 0 ? telling : words);
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < sequence.length; i += 1) {
    const [a = -1, b = -1] = [sequence[i], sequence[i + 1]];
    if (a >= 0 && b >= 0 && a !== b) pairs.push([a, b]);
  }
  const gramVector = new Float32Array(GRAM_SPACE);
  for (const term of terms)
    for (const hash of gramHashes(term.word)) gramVector[hash] = (gramVector[hash] ?? 0) + term.idf;
  let square = 0;
  for (const value of gramVector) square += value * value;
  return {
    terms,
    pairs,
    kind: questionKind(words),
    idfSum: terms.reduce((sum, term) => sum + term.idf, 0),
    gramVector,
    gramNorm: Math.sqrt(square),
  };
}

function termsOf(index: KnowledgeIndex, words: readonly string[]): { terms: Term[]; sequence: number[] } {
  const found = new Map<string, Term>();
  const roots: string[] = [];
  let corrections = 0;
  for (const asked of words) {
    let word = asked;
    let root = stem(word);
    let corrected = false;
    if (!index.stemIds.has(root) && corrections < MAX_CORRECTIONS && !found.has(root)) {
      corrections += 1;
      const id = correctWord(index, word);
      const meant = id === null ? undefined : index.streams.words[id];
      if (meant !== undefined) {
        word = meant;
        root = stem(meant);
        corrected = true;
      }
    }
    roots.push(root);
    if (found.has(root)) continue;
    const stemId = index.stemIds.get(root) ?? -1;
    found.set(root, {
      word,
      stemId,
      idf: stemId < 0 ? index.unseenIdf : (index.idf[stemId] ?? 0),
      corrected,
    });
  }
  const kept = [...found.entries()].toSorted((a, b) => b[1].idf - a[1].idf).slice(0, MAX_TERMS);
  const place = new Map(kept.map(([root], at) => [root, at]));
  return { terms: kept.map(([, term]) => term), sequence: roots.map((root) => place.get(root) ?? -1) };
}
