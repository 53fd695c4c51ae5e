import type { KnowledgeIndex } from './packed-index.ts';
import { dot } from './dot.ts';
import type { Ranking } from './rank.ts';
import { sentenceRow } from './sentence-features.ts';
import { sentencesOf } from '../domain/sentences.ts';
import { CHOICE_WEIGHTS } from './weights.ts';

export type Sentence = { passage: number; start: number; end: number; score: number };

/** The sentences of the best passages, best first. */
export function scoreSentences(
  index: KnowledgeIndex,
  ranking: Ranking,
  passages: number,
  weights: readonly number[] = CHOICE_WEIGHTS,
): Sentence[] {
  const found: Sentence[] = [];
  const top = ranking.ranked[0]?.score ?? 0;
  for (const candidate of ranking.ranked.slice(0, passages)) {
    for (const { sentence, features } of sentenceFeatures(
      index,
      ranking,
      candidate.passage,
      top - candidate.score,
    ))
      found.push({ ...sentence, score: dot(weights, features) });
  }
  return found.toSorted((a, b) => b.score - a.score || a.passage - b.passage || a.start - b.start);
}

/** Passages far behind the best one are all the same. */
const MOST_BEHIND = 5;

export function sentenceFeatures(
  index: KnowledgeIndex,
  { question, compare }: Pick<Ranking, 'question' | 'compare'>,
  place: number,
  behind: number,
): { sentence: Sentence; features: number[] }[] {
  const { streams } = index;
  const passage = index.passages[place];
  if (passage === undefined) return [];
  const first = (streams.passageSegment[place] ?? 0) + (streams.lineCount[place] ?? 0);
  const spans = sentencesOf(passage.text);
  const views = spans.map((_, at) => compare.segment(first + at));
  return spans.map((span, at) => ({
    sentence: { passage: place, start: span.start, end: span.end, score: 0 },
    features: sentenceRow(question, views, at, Math.min(MOST_BEHIND, behind) / -MOST_BEHIND),
  }));
}
