import { shapeBit } from './answer-shapes.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { LIGHT_WEIGHT, type Question } from './question.ts';
import { spellingOf } from './spelling.ts';
import { wordViews, type Likeness } from './word-views.ts';

/** How one segment of a passage looks from the question. */
export type SegmentView = {
  /** Bit per term of the question that the segment has. */
  matched: number;
  /** Idf of the matched telling terms, as a share of the question's. */
  coverage: number;
  /** The same, where a word of similar spelling or meaning counts in part. */
  near: number;
  /** Cosine of the character grams. */
  grams: number;
  /** Cosine of the meanings. */
  meaning: number;
  /** Share of the segment's own rarity that the question covers. */
  reverse: number;
  /** Harmonic mean of both directions, stopwords counted at their weight. */
  agreement: number;
  /** Bit per pair of neighbours of the question that the segment has. */
  pairs: number;
  /** Looks like an answer to this kind of question; null when the kind has no shape. */
  shaped: boolean | null;
  /** Bit per pair of neighbours that stand close together, in either order. */
  close: number;
  length: number;
};

/** Compares segments with one question. */
export type Comparison = {
  segment(segment: number): SegmentView;
  /** Over the segments seen since the last `reset`: each term's best similarity. */
  bestNear: Float32Array;
  reset(): void;
  /** Cosine of the question with a passage, whose segments were all seen since the last `reset`. */
  meaningOfAll(passage: number): number;
};

export function comparison(index: KnowledgeIndex, question: Question): Comparison {
  const { streams } = index;
  const { terms } = question;
  const { segmentLength, wholeLength } = index.passageMeanings;
  const sums = index.segmentSums;
  const spelling = spellingOf(index, terms);
  const look = wordViews(index, question, spelling);
  const bit = shapeBit(question.kind);
  const pairOf = new Map<number, number>();
  question.pairs.slice(0, 31).forEach(([a, b], at) => pairOf.set(a * 32 + b, at));
  const closeBit = (a: number, b: number): number => {
    const pair = b < 0 ? undefined : (pairOf.get(b * 32 + a) ?? pairOf.get(a * 32 + b));
    return pair === undefined ? 0 : 1 << pair;
  };
  const bestNear = new Float32Array(terms.length);
  const near = new Float32Array(terms.length);
  let togetherDot = 0;

  const segment = (at: number): SegmentView => {
    const from = streams.segmentStart[at] ?? 0;
    const to = streams.segmentStart[at + 1] ?? from;
    near.fill(0);
    let matched = 0;
    let pairs = 0;
    let gramDot = 0;
    let meaningDot = 0;
    let covered = 0;
    let coveredTelling = 0;
    let last = -1;
    let beforeLast = -1;
    let third = -1;
    let closePairs = 0;
    for (let t = from; t < to; t += 1) {
      const view = look(streams.tokens[t] ?? 0);
      gramDot += view.gramDot;
      meaningDot += view.meaningDot;
      if (view.term >= 0) {
        matched |= 1 << view.term;
        covered += view.weight;
      }
      if (view.near !== null) raise(near, view.near);
      if (view.light) continue;
      if (view.term >= 0) coveredTelling += view.weight;
      const pair = last < 0 || view.term < 0 ? undefined : pairOf.get(last * 32 + view.term);
      if (pair !== undefined) pairs |= 1 << pair;
      if (view.term >= 0) {
        closePairs |=
          closeBit(view.term, last) | closeBit(view.term, beforeLast) | closeBit(view.term, third);
      }
      third = beforeLast;
      beforeLast = last;
      last = view.term;
    }
    togetherDot += meaningDot;
    let coverage = 0;
    let weight = 0;
    let nearSum = 0;
    for (let i = 0; i < terms.length; i += 1) {
      const term = terms[i];
      if (term === undefined) continue;
      const likeness = near[i] ?? 0;
      if (likeness > (bestNear[i] ?? 0)) bestNear[i] = likeness;
      const has = ((matched >>> i) & 1) === 1;
      if (has) weight += term.light ? term.idf * LIGHT_WEIGHT : term.idf;
      if (term.light) continue;
      if (has) coverage += term.idf;
      nearSum += term.idf * likeness;
    }
    const own = sums.weight[at] ?? 0;
    const ownTelling = sums.telling[at] ?? 0;
    const scale = question.idfSum > 0 ? 1 / question.idfSum : 0;
    const there = question.weightSum > 0 ? weight / question.weightSum : 0;
    const back = own > 0 ? covered / own : 0;
    const length = (sums.gramLength[at] ?? 0) * spelling.norm;
    return {
      matched,
      coverage: coverage * scale,
      near: nearSum * scale,
      grams: length > 0 ? gramDot / length : 0,
      meaning: cosine(meaningDot, segmentLength[at] ?? 0),
      reverse: ownTelling > 0 ? coveredTelling / ownTelling : 0,
      agreement: there + back > 0 ? (2 * there * back) / (there + back) : 0,
      pairs,
      shaped: bit === 0 ? null : ((streams.shapes[at] ?? 0) & bit) !== 0,
      close: closePairs,
      length: to - from,
    };
  };
  const cosine = (dot: number, length: number): number =>
    length > 0 && question.meaningLength > 0 ? dot / (length * question.meaningLength) : 0;
  const reset = (): void => {
    bestNear.fill(0);
    togetherDot = 0;
  };
  return {
    segment,
    bestNear,
    reset,
    meaningOfAll: (passage) => cosine(togetherDot, wholeLength[passage] ?? 0),
  };
}

/** Raises the terms that a word is like. */
function raise(highest: Float32Array, { terms, values }: Likeness): void {
  for (let i = 0; i < terms.length; i += 1) {
    const term = terms[i] ?? 0;
    const value = values[i] ?? 0;
    if (value > (highest[term] ?? 0)) highest[term] = value;
  }
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
