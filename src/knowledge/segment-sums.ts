import { LIGHT_WEIGHT } from './question.ts';
import type { KnowledgeIndex } from './packed-index.ts';

/** What the words of each segment come to, whatever is asked: added up once, so that a question looks only at what concerns it. */
export type SegmentSums = {
  /** Rarity of all words; stopwords at their lower weight. */
  weight: Float32Array;
  /** Rarity of the telling words. */
  telling: Float32Array;
  /** Length of the vector of their weighted character grams. */
  gramLength: Float32Array;
};

export function segmentSums({
  streams,
  stemOfWord,
  idf,
  light,
  gramTable,
}: Pick<KnowledgeIndex, 'streams' | 'stemOfWord' | 'idf' | 'light' | 'gramTable'>): SegmentSums {
  const count = streams.shapes.length;
  const sums = {
    weight: new Float32Array(count),
    telling: new Float32Array(count),
    gramLength: new Float32Array(count),
  };
  for (let s = 0; s < count; s += 1) {
    let stopwords = 0;
    let telling = 0;
    let square = 0;
    const to = streams.segmentStart[s + 1] ?? 0;
    for (let t = streams.segmentStart[s] ?? 0; t < to; t += 1) {
      const word = streams.tokens[t] ?? 0;
      const rarity = idf[stemOfWord[word] ?? 0] ?? 0;
      if (light[word] === 1) {
        stopwords += rarity;
        continue;
      }
      telling += rarity;
      square += rarity * rarity * (gramTable.counts[word] ?? 0);
    }
    sums.weight[s] = telling + stopwords * LIGHT_WEIGHT;
    sums.telling[s] = telling;
    sums.gramLength[s] = Math.sqrt(square);
  }
  return sums;
}
