import { bitCount, type SegmentView } from './compare.ts';
import type { Question } from './question.ts';

/** What tells a sentence that answers from its neighbours. */
export const SENTENCE_NAMES = [
  'raw',
  'near',
  'meaning',
  'grams',
  'pairs',
  'close',
  'before',
  'after',
  'shape',
  'shapeMissing',
  'long',
  'short',
  'first',
  'window',
  'passage',
] as const;

/** Raw idf sums are brought near 1, where the other features are. */
const RAW = 10;

/**
 * The features of sentence `at` of a passage. `passage` says how well the passage as a whole fits, against the best one.
 */
export function sentenceRow(
  question: Question,
  views: readonly SegmentView[],
  at: number,
  passage: number,
): number[] {
  const view = views[at];
  const before = views[at - 1];
  const after = views[at + 1];
  if (view === undefined) return SENTENCE_NAMES.map(() => 0);
  const pairs = Math.max(1, question.pairs.length);
  return [
    (view.coverage * question.idfSum) / RAW,
    (view.near * question.idfSum) / RAW,
    view.meaning,
    view.grams,
    bitCount(view.pairs) / pairs,
    bitCount(view.close) / pairs,
    before?.near ?? 0,
    after?.near ?? 0,
    view.shaped === true ? 1 : 0,
    view.shaped === false ? 1 : 0,
    Math.min(2, Math.max(0, view.length - 15) / 20),
    Math.max(0, 5 - view.length) / 5,
    at === 0 ? 1 : 0,
    idfOf(question, view.matched | (before?.matched ?? 0)) / RAW,
    passage,
  ];
}

/** Idf of the telling terms whose bits are set. */
export function idfOf(question: Question, matched: number): number {
  let sum = 0;
  for (let rest = matched & question.telling; rest !== 0; rest &= rest - 1)
    sum += question.terms[31 - Math.clz32(rest & -rest)]?.idf ?? 0;
  return sum;
}
