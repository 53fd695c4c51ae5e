import type { Candidate } from './candidates.ts';
import { bitCount, type Comparison } from './compare.ts';
import { SATURATION, type KnowledgeIndex } from './packed-index.ts';
import type { Question } from './question.ts';
import { questionKind, wordsOf } from './words.ts';

/** What the re-ranker looks at; the order is that of the weights. */
export const FEATURE_NAMES = [
  'score',
  'scoreToTop',
  'lineCoverage',
  'coverage',
  'lineGrams',
  'sentenceGrams',
  'sentenceScore',
  'lineSoft',
  'soft',
  'pairs',
  'kindAgrees',
  'lineReverse',
  'matchedShare',
] as const;

export type Seen = {
  passage: number;
  features: Float64Array;
  /** Bit per term of the question that the passage has anywhere. */
  matched: number;
};

export function featuresOf(
  index: KnowledgeIndex,
  question: Question,
  compare: Comparison,
  candidate: Candidate,
  topScore: number,
): Seen {
  const { streams } = index;
  const first = streams.passageSegment[candidate.passage] ?? 0;
  const end = streams.passageSegment[candidate.passage + 1] ?? first;
  const lines = first + (streams.lineCount[candidate.passage] ?? 0);
  let matched = 0;
  let pairs = 0;
  const line = { coverage: 0, grams: 0, soft: 0, reverse: 0 };
  let sentenceGrams = 0;
  let sentenceScore = 0;
  compare.resetBest();
  for (let s = first; s < end; s += 1) {
    const view = compare.segment(s);
    matched |= view.matched;
    pairs |= view.pairs;
    sentenceGrams = Math.max(sentenceGrams, view.grams);
    sentenceScore = Math.max(sentenceScore, view.coverage / (0.7 + 0.025 * view.length));
    if (s >= lines) continue;
    line.coverage = Math.max(line.coverage, view.coverage);
    line.grams = Math.max(line.grams, view.grams);
    line.soft = Math.max(line.soft, view.soft);
    line.reverse = Math.max(line.reverse, view.reverse);
  }
  let coverage = 0;
  let soft = 0;
  question.terms.forEach((term, at) => {
    if ((matched >>> at) & 1) coverage += term.idf;
    soft += term.idf * (compare.best[at] ?? 0);
  });
  const idfSum = question.idfSum > 0 ? question.idfSum : 1;
  const features = Float64Array.of(
    candidate.score / (idfSum * (SATURATION + 1)),
    topScore > 0 ? candidate.score / topScore : 0,
    line.coverage,
    coverage / idfSum,
    line.grams,
    sentenceGrams,
    sentenceScore,
    line.soft,
    soft / idfSum,
    question.pairs.length > 0 ? bitCount(pairs) / question.pairs.length : 0,
    agreement(question, index.passages[candidate.passage]?.title ?? ''),
    line.reverse,
    question.terms.length > 0 ? bitCount(matched) / question.terms.length : 0,
  );
  return { passage: candidate.passage, features, matched };
}

/** 1 when title and question ask for the same kind of thing, -1 when for different ones, 0 when one of them does not ask. */
function agreement(question: Question, title: string): number {
  if (question.kind === 'none') return 0;
  const kind = questionKind(wordsOf(title));
  if (kind === 'none') return 0;
  return kind === question.kind ? 1 : -1;
}
