import type { KnowledgeIndex } from './packed-index.ts';
import { dot } from './dot.ts';
import { rank, type Ranking } from './rank.ts';
import { CONFIDENCE_WEIGHTS } from './weights.ts';

/** What the confidence looks at, per question. */
export const CONFIDENCE_NAMES = [
  'constant',
  'topScore',
  'margin',
  'share',
  'score',
  'coverage',
  'near',
  'meaning',
  'lineAgreement',
  'lineMeaning',
  'lineNear',
  'entryAgreement',
  'entryMeaning',
  'sentenceRaw',
  'rarestMissing',
  'missingShare',
  'unknownShare',
  'termCount',
  'pairs',
  'corrected',
] as const;

const MOST_MARGIN = 4;

/** What the confidence needs of a ranking. */
export type Judged = Pick<Ranking, 'question' | 'ranked'>;

export function confidenceRow({ question, ranked }: Judged): Float64Array {
  const top = ranked[0];
  if (top === undefined) return new Float64Array(CONFIDENCE_NAMES.length);
  const { features: f, entry } = top;
  const telling = question.terms.filter((term) => !term.light);
  const unknown = telling.filter((term) => term.stemId < 0);
  const corrected = telling.filter((term) => term.corrected);
  const mass = ranked.reduce((sum, one) => sum + Math.exp(one.score - top.score), 0);
  const count = Math.max(1, telling.length);
  return Float64Array.of(
    1,
    top.score / 10,
    Math.min(MOST_MARGIN, top.score - (ranked[1]?.score ?? top.score - MOST_MARGIN)) / MOST_MARGIN,
    1 / mass,
    f.score,
    f.coverage,
    f.near,
    f.meaning,
    f.lineAgreement,
    f.lineMeaning,
    f.lineNear,
    f.lineAgreement * entry,
    f.lineMeaning * entry,
    f.sentenceRaw,
    f.rarestMissing,
    question.idfSum > 0 ? (f.rarestMissing * 10) / question.idfSum : 0,
    unknown.length / count,
    Math.min(1, telling.length / 8),
    f.pairs,
    corrected.length / count,
  );
}

/** Probability that the best passage answers the question. */
export function confidenceOf(ranking: Judged, weights: readonly number[] = CONFIDENCE_WEIGHTS): number {
  if (ranking.ranked.length === 0) return 0;
  return 1 / (1 + Math.exp(-dot(weights, confidenceRow(ranking))));
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
