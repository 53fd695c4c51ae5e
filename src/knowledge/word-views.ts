import { GRAM_SPACE, gramHashes } from './grams.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { LIGHT_WEIGHT, type Question } from './question.ts';

/** How one word of the knowledge looks from a question. */
export type WordView = {
  /** Place of the question's term with the same stem, or -1. */
  term: number;
  gramDot: number;
  gramSquare: number;
  /** What the word counts; stopwords at their lower weight. */
  weight: number;
  light: boolean;
  /** Similarity of meaning or spelling with each term, 0 to 1; null when there is none. */
  near: Float32Array | null;
  /** Row of the meaning table, or -1. */
  meaning: number;
};

const LEAST_SPELLING = 0.45;
const LEAST_MEANING = 0.3;

/** Looks at each word once per question, however often it occurs. */
export function wordViews(index: KnowledgeIndex, question: Question): (word: number) => WordView {
  const { terms } = question;
  const { vectors, lengths, dimensions } = index.meanings;
  const termOfStem = new Map<number, number>();
  const termsOfGram = new Uint32Array(GRAM_SPACE);
  const gramCounts = terms.map((term, at) => {
    if (term.stemId >= 0) termOfStem.set(term.stemId, at);
    if (term.light) return 0;
    const hashes = new Set(gramHashes(term.word));
    for (const hash of hashes) termsOfGram[hash] = (termsOfGram[hash] ?? 0) | (1 << at);
    return hashes.size;
  });
  const shared = new Float32Array(terms.length);
  const views = new Map<number, WordView>();

  const cosine = (a: number, b: number): number => {
    let dot = 0;
    for (let i = 0; i < dimensions; i += 1)
      dot += (vectors[a * dimensions + i] ?? 0) * (vectors[b * dimensions + i] ?? 0);
    const length = (lengths[a] ?? 0) * (lengths[b] ?? 0);
    return length > 0 ? dot / length : 0;
  };

  const look = (word: number): WordView => {
    const stemId = index.stemOfWord[word] ?? 0;
    const idf = index.idf[stemId] ?? 0;
    const term = termOfStem.get(stemId) ?? -1;
    const meaning = index.meaningOfWord[word] ?? -1;
    const light = index.light[word] === 1;
    if (light) {
      const own = term < 0 ? null : Float32Array.from(terms, (_, at) => (at === term ? 1 : 0));
      return {
        term,
        gramDot: 0,
        gramSquare: 0,
        weight: idf * LIGHT_WEIGHT,
        light,
        near: own,
        meaning: -1,
      };
    }
    const from = index.gramStart[word] ?? 0;
    const to = index.gramStart[word + 1] ?? from;
    shared.fill(0);
    let dot = 0;
    let touched = 0;
    for (let i = from; i < to; i += 1) {
      const gram = index.grams[i] ?? 0;
      dot += question.gramVector[gram] ?? 0;
      let mask = termsOfGram[gram] ?? 0;
      touched |= mask;
      while (mask !== 0) {
        const at = 31 - Math.clz32(mask);
        shared[at] = (shared[at] ?? 0) + 1;
        mask ^= 1 << at;
      }
    }
    let near: Float32Array | null = null;
    if (touched !== 0 || term >= 0 || meaning >= 0) {
      near = new Float32Array(terms.length);
      for (let at = 0; at < terms.length; at += 1) {
        const asked = terms[at];
        if (at === term) near[at] = 1;
        if (at === term || asked === undefined || asked.light) continue;
        const spelling = (shared[at] ?? 0) / Math.sqrt(Math.max(1, (gramCounts[at] ?? 0) * (to - from)));
        const sense = meaning >= 0 && asked.meaning >= 0 ? cosine(meaning, asked.meaning) : 0;
        const alike = Math.max(spelling >= LEAST_SPELLING ? spelling : 0, sense >= LEAST_MEANING ? sense : 0);
        near[at] = Math.min(1, alike);
      }
    }
    return {
      term,
      gramDot: dot * idf,
      gramSquare: idf * idf * (to - from),
      weight: idf,
      light,
      near,
      meaning,
    };
  };

  return (word) => {
    let view = views.get(word);
    if (view === undefined) views.set(word, (view = look(word)));
    return view;
  };
}
