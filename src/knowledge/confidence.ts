import type { KnowledgeIndex } from './packed-index.ts';
import { dot, rank, type Ranking } from './rank.ts';
import { CONFIDENCE_WEIGHTS } from './weights.ts';

/** What the confidence looks at, per question; the first is the constant. */
export function confidenceFeatures({ question, ranked }: Ranking): number[] {
  const top = ranked[0];
  const second = ranked[1];
  const f = top?.features ?? new Float64Array(13);
  const unknown = question.terms.filter((term) => term.stemId < 0);
  const share = question.terms.length > 0 ? unknown.length / question.terms.length : 1;
  let missing = 0;
  question.terms.forEach((term, at) => {
    if ((((top?.matched ?? 0) >>> at) & 1) === 0) missing = Math.max(missing, term.idf);
  });
  return [
    1,
    f[0] ?? 0,
    Math.min(2, top === undefined ? 0 : top.score - (second?.score ?? top.score - 2)),
    f[2] ?? 0,
    f[3] ?? 0,
    f[4] ?? 0,
    f[7] ?? 0,
    share,
    question.idfSum > 0 ? missing / question.idfSum : 1,
    Math.min(1, question.terms.length / 8),
  ];
}

/** Probability that the best passage answers the question. */
export function confidenceOf(ranking: Ranking, weights: readonly number[] = CONFIDENCE_WEIGHTS): number {
  if (ranking.ranked.length === 0) return 0;
  return 1 / (1 + Math.exp(-dot(weights, confidenceFeatures(ranking))));
}

const MOST_ASKED = 100;

/**
 * What "not in this knowledge" looks like here, without labels: each title is asked while the passages under it are
 * hidden. Gives the sorted confidences.
 */
export function nullConfidences(index: KnowledgeIndex): Float32Array {
  const found: number[] = [];
  const places = new Map<string, Set<number>>();
  index.passages.forEach(({ title }, place) => {
    const same = places.get(title);
    if (same === undefined) places.set(title, new Set([place]));
    else same.add(place);
  });
  const titles = [...places.entries()].filter(([title]) => title !== '');
  const step = Math.max(1, Math.ceil(titles.length / MOST_ASKED));
  for (let i = 0; i < titles.length; i += step) {
    const [title, without] = titles[i] ?? [''];
    found.push(confidenceOf(rank(index, title, { without })));
  }
  return Float32Array.from(found).sort();
}

export type Thresholds = { answer: number; clarify: number };

const LEAST_TO_ANSWER = 0.5;
const MOST_TO_ANSWER = 0.85;
const NULLS_NEEDED = 8;

/** Where this business's knowledge answers and where it asks back: above most of what it cannot know. */
export function thresholdsOf(nulls: Float32Array): Thresholds {
  const high = nulls.length < NULLS_NEEDED ? 0 : (nulls[Math.floor(nulls.length * 0.8)] ?? 0);
  const answer = Math.min(MOST_TO_ANSWER, Math.max(LEAST_TO_ANSWER, high));
  return { answer, clarify: answer * 0.5 };
}
