import { topCandidates } from './candidates.ts';
import { comparison, type Comparison } from './compare.ts';
import { dot } from './dot.ts';
import { featuresOf, rowOf, type Seen } from './features.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { readQuestion, type Question } from './question.ts';
import { RERANK_WEIGHTS, SENTENCE_WEIGHTS } from './weights.ts';

export const CANDIDATES = 30;

export type Ranked = Seen & { score: number };
export type Ranking = { question: Question; compare: Comparison; ranked: Ranked[] };

export type RankOptions = {
  /** Places of passages to leave out: asks what the knowledge would say without them. */
  without?: ReadonlySet<number>;
  rerank?: readonly number[];
  sentence?: readonly number[];
};

/** Lexical candidates, put in order by the re-ranker, best first. */
export function rank(index: KnowledgeIndex, text: string, options: RankOptions = {}): Ranking {
  const question = readQuestion(index, text);
  const compare = comparison(index, question);
  const candidates = topCandidates(index, question, CANDIDATES, options.without);
  const topScore = candidates[0]?.score ?? 0;
  const weights = options.rerank ?? RERANK_WEIGHTS;
  const seen = candidates.map((candidate) =>
    featuresOf(index, question, compare, candidate, {
      topScore,
      weights: options.sentence ?? SENTENCE_WEIGHTS,
    }),
  );
  return { question, compare, ranked: inOrder(seen, seen.map(rowOf), weights) };
}

/** Best first; equals keep the order of the passages. */
export function inOrder(
  seen: readonly Seen[],
  rows: readonly Float64Array[],
  weights: readonly number[],
): Ranked[] {
  const ranked = seen.map((one, at): Ranked => ({ ...one, score: dot(weights, rows[at] ?? []) }));
  return ranked.sort((a, b) => b.score - a.score || a.passage - b.passage);
}
