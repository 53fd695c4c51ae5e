import { topCandidates } from './candidates.ts';
import { comparison, type Comparison } from './compare.ts';
import { featuresOf, rowOf, type Seen } from './features.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { readQuestion, type Question } from './question.ts';
import { RERANK_WEIGHTS } from './weights.ts';

export const CANDIDATES = 30;

export type Ranked = Seen & { score: number };
export type Ranking = { question: Question; compare: Comparison; ranked: Ranked[] };

export type RankOptions = {
  /** Places of passages to leave out: asks what the knowledge would say without them. */
  without?: ReadonlySet<number>;
  weights?: readonly number[];
};

/** Lexical candidates, put in order by the re-ranker, best first. */
export function rank(index: KnowledgeIndex, text: string, options: RankOptions = {}): Ranking {
  const question = readQuestion(index, text);
  const compare = comparison(index, question);
  const candidates = topCandidates(index, question, CANDIDATES, options.without);
  const topScore = candidates[0]?.score ?? 0;
  const weights = options.weights ?? RERANK_WEIGHTS;
  const seen = candidates.map((candidate) => featuresOf(index, question, compare, candidate, topScore));
  const ranked = seen.map((one): Ranked => ({ ...one, score: dot(weights, rowOf(one)) }));
  ranked.sort((a, b) => b.score - a.score || a.passage - b.passage);
  return { question, compare, ranked };
}

export function dot(weights: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}
