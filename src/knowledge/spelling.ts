import { gramHashes } from './grams.ts';
import type { KnowledgeIndex } from './packed-index.ts';

/** What the spelling of a question's telling terms has in common with each word of the knowledge. */
export type Spelling = {
  /** Per word: weight of the character grams that it shares with the question. */
  gramDots: Float32Array;
  /** Per word and term: how many grams they share. */
  shared: Uint16Array;
  /** How many different grams each term has. */
  counts: number[];
  /** Length of the vector of the question's grams. */
  norm: number;
};

/**
 * From the question's few grams to the words that have them, not from each word's grams to the question: most words share none.
 */
export function spellingOf(
  { gramTable: { keys, wordStart, words }, streams }: KnowledgeIndex,
  terms: readonly { word: string; idf: number; light: boolean }[],
): Spelling {
  const gramDots = new Float32Array(streams.words.length);
  const shared = new Uint16Array(streams.words.length * terms.length);
  const grams = new Map<number, { weight: number; terms: number[] }>();
  const counts = terms.map(({ word, idf, light }, at) => {
    let count = 0;
    for (const hash of light ? [] : gramHashes(word)) {
      let gram = grams.get(hash);
      if (gram === undefined) grams.set(hash, (gram = { weight: 0, terms: [] }));
      gram.weight += idf;
      if (gram.terms.at(-1) === at) continue;
      gram.terms.push(at);
      count += 1;
    }
    return count;
  });
  let square = 0;
  for (const [hash, gram] of grams) {
    square += gram.weight ** 2;
    const place = placeOf(keys, hash);
    if (keys[place] !== hash) continue;
    const end = wordStart[place + 1] ?? 0;
    for (let i = wordStart[place] ?? 0; i < end; i += 1) {
      const word = words[i] ?? 0;
      gramDots[word] = (gramDots[word] ?? 0) + gram.weight;
      for (const term of gram.terms) {
        const at = word * terms.length + term;
        shared[at] = (shared[at] ?? 0) + 1;
      }
    }
  }
  return { gramDots, shared, counts, norm: Math.sqrt(square) };
}

/** Place of the first key that is not smaller. */
function placeOf(keys: Uint16Array, gram: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < gram) low = middle + 1;
    else high = middle;
  }
  return low;
}
