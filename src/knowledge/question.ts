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
  /** A stopword: counts little. */
  light: boolean;
  /** Row of the meaning table, or -1. */
  meaning: number;
};

export type Question = {
  terms: Term[];
  /** Terms that stand next to each other, as pairs of places in `terms`. */
  pairs: [number, number][];
  kind: QuestionKind;
  /** Bit per term that is not a stopword. */
  telling: number;
  /** Idf of those terms together, and of all with stopwords at their lower weight. */
  idfSum: number;
  weightSum: number;
  /** Sum of the terms' meanings, and its length. */
  meaning: Float32Array;
  meaningLength: number;
};

/** Longer questions are cut: what a customer asks stands in the first few hundred characters, and time stays bounded. */
export const MAX_QUESTION_CHARS = 2000;
const MAX_TERMS = 22;
const MAX_LIGHT = 8;
const MAX_CORRECTIONS = 6;
/** What a stopword counts, against a telling word of the same rarity. */
export const LIGHT_WEIGHT = 0.4;

export function readQuestion(index: KnowledgeIndex, text: string): Question {
  const words = wordsOf(text.slice(0, MAX_QUESTION_CHARS));
  const { terms, sequence } = termsOf(index, words);
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < sequence.length; i += 1) {
    const [a = -1, b = -1] = [sequence[i], sequence[i + 1]];
    if (a >= 0 && b >= 0 && a !== b) pairs.push([a, b]);
  }
  const { dimensions, vectors } = index.meanings;
  const meaning = new Float32Array(dimensions);
  let telling = 0;
  let idfSum = 0;
  let weightSum = 0;
  terms.forEach((term, at) => {
    weightSum += term.light ? term.idf * LIGHT_WEIGHT : term.idf;
    if (term.light) return;
    telling |= 1 << at;
    idfSum += term.idf;
    if (term.meaning < 0) return;
    const row = term.meaning * dimensions;
    for (let i = 0; i < dimensions; i += 1) meaning[i] = (meaning[i] ?? 0) + (vectors[row + i] ?? 0);
  });
  let square = 0;
  for (let i = 0; i < dimensions; i += 1) square += (meaning[i] ?? 0) ** 2;
  return {
    terms,
    pairs,
    kind: questionKind(words),
    telling,
    idfSum,
    weightSum,
    meaning,
    meaningLength: Math.sqrt(square),
  };
}

function termsOf(index: KnowledgeIndex, words: readonly string[]): { terms: Term[]; sequence: number[] } {
  const found = new Map<string, Term>();
  const roots: string[] = [];
  const allLight = words.every((word) => STOPWORDS.has(word));
  let corrections = 0;
  for (const asked of words) {
    let word = asked;
    let root = stem(word);
    let corrected = false;
    const light = !allLight && STOPWORDS.has(word);
    // A word of the language is no typo of another one: "passport" is not "password".
    const unknown = !light && !index.stemIds.has(root) && index.meanings.rowOf(word) < 0;
    if (unknown && corrections < MAX_CORRECTIONS && !found.has(root)) {
      corrections += 1;
      const id = correctWord(index, word);
      const meant = id === null ? undefined : index.streams.words[id];
      if (meant !== undefined) {
        word = meant;
        root = stem(meant);
        corrected = true;
      }
    }
    if (!light) roots.push(root);
    if (found.has(root)) continue;
    const stemId = index.stemIds.get(root) ?? -1;
    if (light && stemId < 0) continue;
    const idf = stemId < 0 ? index.unseenIdf : (index.idf[stemId] ?? 0);
    const meaning = light ? -1 : index.meanings.rowOf(word);
    found.set(root, { word, stemId, idf, corrected, light, meaning });
  }
  const byRarity = [...found.entries()].toSorted((a, b) => b[1].idf - a[1].idf);
  const kept = [
    ...byRarity.filter(([, term]) => !term.light).slice(0, MAX_TERMS),
    ...byRarity.filter(([, term]) => term.light).slice(0, MAX_LIGHT),
  ];
  const place = new Map(kept.map(([root], at) => [root, at]));
  return { terms: kept.map(([, term]) => term), sequence: roots.map((root) => place.get(root) ?? -1) };
}
