import { hashWord } from './features.ts';
import { stem } from './stem.ts';
import { allMeanings, MEANING_DIMENSIONS, meaningRowOf } from './word-meanings.ts';

/** The table of word meanings unpacked, for whoever compares many words: 3 MB, once per isolate. */
export type WordVectors = {
  dimensions: number;
  /** Row of a lower-case word, or -1. */
  rowOf: (word: string) => number;
  vectors: Float32Array;
  /** Euclidean length of each row. */
  lengths: Float32Array;
};

let unpacked: WordVectors | null = null;

export function wordVectors(): WordVectors {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): WordVectors {
  const vectors = allMeanings();
  const lengths = new Float32Array(vectors.length / MEANING_DIMENSIONS);
  for (let row = 0; row < lengths.length; row += 1) {
    let square = 0;
    for (let i = 0; i < MEANING_DIMENSIONS; i += 1)
      square += (vectors[row * MEANING_DIMENSIONS + i] ?? 0) ** 2;
    lengths[row] = Math.sqrt(square);
  }
  return {
    dimensions: MEANING_DIMENSIONS,
    rowOf: (word) => meaningRowOf(hashWord(stem(word))),
    vectors,
    lengths,
  };
}
