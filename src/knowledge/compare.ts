import type { KnowledgeIndex } from './packed-index.ts';
import { GRAM_SPACE, gramHashes } from './grams.ts';
import type { Question } from './question.ts';

/** How one segment of a passage looks from the question. */
export type SegmentView = {
  /** Bit per term of the question that the segment has. */
  matched: number;
  /** Idf of the matched terms, as a share of the question's. */
  coverage: number;
  /** The same, where a similar word counts in part. */
  soft: number;
  /** Cosine of the character grams. */
  grams: number;
  /** Share of the segment's own rarity that the question covers. */
  reverse: number;
  /** Bit per pair of neighbours of the question that the segment has. */
  pairs: number;
  length: number;
};

type WordView = { term: number; gramDot: number; gramSquare: number; idf: number; soft: Float32Array | null };

/** Compares segments with one question; words are looked at once per question, however often they occur. */
export type Comparison = {
  segment(segment: number): SegmentView;
  /** Best similarity of each term with any word of the segments seen since the last `resetBest`. */
  best: Float32Array;
  resetBest(): void;
};

const LEAST_SIMILARITY = 0.45;

export function comparison(index: KnowledgeIndex, question: Question): Comparison {
  const { streams, stemOfWord } = index;
  const { terms } = question;
  const termOfStem = new Map<number, number>();
  terms.forEach((term, at) => {
    if (term.stemId >= 0) termOfStem.set(term.stemId, at);
  });
  const termsOfGram = new Uint32Array(GRAM_SPACE);
  const gramCounts = terms.map((term, at) => {
    const hashes = new Set(gramHashes(term.word));
    for (const hash of hashes) termsOfGram[hash] = (termsOfGram[hash] ?? 0) | (1 << at);
    return hashes.size;
  });
  const pairOf = new Map<number, number>();
  question.pairs.slice(0, 31).forEach(([a, b], at) => pairOf.set(a * 32 + b, at));

  const views = new Map<number, WordView>();
  const shared = new Float32Array(terms.length);
  const look = (word: number): WordView => {
    const known = views.get(word);
    if (known !== undefined) return known;
    const stemId = stemOfWord[word] ?? 0;
    const idf = index.idf[stemId] ?? 0;
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
    const term = termOfStem.get(stemId) ?? -1;
    let soft: Float32Array | null = null;
    if (touched !== 0 || term >= 0) {
      soft = new Float32Array(terms.length);
      for (let at = 0; at < terms.length; at += 1) {
        const alike = (shared[at] ?? 0) / Math.sqrt(Math.max(1, (gramCounts[at] ?? 0) * (to - from)));
        soft[at] = at === term ? 1 : alike >= LEAST_SIMILARITY ? Math.min(1, alike) : 0;
      }
    }
    const view = { term, gramDot: dot * idf, gramSquare: idf * idf * (to - from), idf, soft };
    views.set(word, view);
    return view;
  };

  const best = new Float32Array(terms.length);
  const here = new Float32Array(terms.length);
  const segment = (at: number): SegmentView => {
    const from = streams.segmentStart[at] ?? 0;
    const to = streams.segmentStart[at + 1] ?? from;
    here.fill(0);
    let matched = 0;
    let pairs = 0;
    let gramDot = 0;
    let gramSquare = 0;
    let own = 0;
    let covered = 0;
    let last = -1;
    for (let t = from; t < to; t += 1) {
      const view = look(streams.tokens[t] ?? 0);
      gramDot += view.gramDot;
      gramSquare += view.gramSquare;
      own += view.idf;
      if (view.term >= 0) {
        matched |= 1 << view.term;
        covered += view.idf;
        const pair = last < 0 ? undefined : pairOf.get(last * 32 + view.term);
        if (pair !== undefined) pairs |= 1 << pair;
      }
      last = view.term;
      if (view.soft === null) continue;
      for (let i = 0; i < here.length; i += 1) {
        const value = view.soft[i] ?? 0;
        if (value > (here[i] ?? 0)) here[i] = value;
      }
    }
    let coverage = 0;
    let soft = 0;
    for (let i = 0; i < terms.length; i += 1) {
      const idf = terms[i]?.idf ?? 0;
      const value = here[i] ?? 0;
      if ((matched >>> i) & 1) coverage += idf;
      soft += idf * value;
      if (value > (best[i] ?? 0)) best[i] = value;
    }
    const scale = question.idfSum > 0 ? 1 / question.idfSum : 0;
    const length = Math.sqrt(gramSquare) * question.gramNorm;
    return {
      matched,
      coverage: coverage * scale,
      soft: soft * scale,
      grams: length > 0 ? gramDot / length : 0,
      reverse: own > 0 ? covered / own : 0,
      pairs,
      length: to - from,
    };
  };
  return { segment, best, resetBest: () => void best.fill(0) };
}

export function bitCount(mask: number): number {
  let rest = mask;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count += 1;
  }
  return count;
}
