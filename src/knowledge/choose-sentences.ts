import type { Passage } from '../domain/evidence.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { bitCount } from './compare.ts';
import { dot, type Ranking } from './rank.ts';
import { splitSentences } from './sentences.ts';
import { SENTENCE_WEIGHTS } from './weights.ts';
import type { QuestionKind } from './words.ts';

export type Sentence = { passage: number; start: number; end: number; score: number };

/** How much a sentence gains from standing in a better passage. */
const PASSAGE_WEIGHT = 0.7;

const ANSWER_SHAPES: Partial<Record<QuestionKind, RegExp>> = {
  when: /\b(\d{4}|\d{1,2}(:\d\d)?\s?(am|pm|h)?|mon|tues|wednes|thurs|fri|satur|sun)(day)?\b|january|february|march|april|june|july|august|september|october|november|december|century|within|hours|days|weeks/i,
  much: /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|free|half|dozen)\b/i,
  who: /\b[A-Z][a-z]+(\s+[A-Z][a-z]+)+/,
  where: /\b(in|at|on|near|from|to)\s+(the\s+)?[A-Z][a-z]+|https?:|street|road|page|menu|settings/,
  why: /\b(because|since|due|reason|therefore|caus|so that|as a result|in order)/i,
};

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
] as const;

/** The sentences of the best passages, best first. */
export function scoreSentences(
  index: KnowledgeIndex,
  ranking: Ranking,
  passages: number,
  weights: readonly number[] = SENTENCE_WEIGHTS,
): Sentence[] {
  const found: Sentence[] = [];
  const top = ranking.ranked[0]?.score ?? 0;
  for (const candidate of ranking.ranked.slice(0, passages)) {
    const passage = index.passages[candidate.passage];
    if (passage === undefined) continue;
    for (const { sentence, features } of sentenceFeatures(index, ranking, candidate.passage, passage))
      found.push({ ...sentence, score: dot(weights, features) + PASSAGE_WEIGHT * (candidate.score - top) });
  }
  return found.toSorted((a, b) => b.score - a.score || a.passage - b.passage || a.start - b.start);
}

export function sentenceFeatures(
  index: KnowledgeIndex,
  { question, compare }: Ranking,
  place: number,
  passage: Passage,
): { sentence: Sentence; features: number[] }[] {
  const { streams } = index;
  const first = streams.passageSegment[place] ?? 0;
  const lines = first + (streams.lineCount[place] ?? 0);
  const shape = ANSWER_SHAPES[question.kind];
  const spans = splitSentences(passage.text);
  const views = spans.map((_, at) => compare.segment(lines + at));
  return spans.map((span, at) => {
    const view = views[at];
    const before = views[at - 1];
    const after = views[at + 1];
    const text = passage.text.slice(span.start, span.end);
    const pairs = Math.max(1, question.pairs.length);
    const features = [
      ((view?.coverage ?? 0) * question.idfSum) / 10,
      ((view?.near ?? 0) * question.idfSum) / 10,
      view?.meaning ?? 0,
      view?.grams ?? 0,
      bitCount(view?.pairs ?? 0) / pairs,
      bitCount(view?.close ?? 0) / pairs,
      before?.near ?? 0,
      after?.near ?? 0,
      shape !== undefined && shape.test(text) ? 1 : 0,
      shape !== undefined && !shape.test(text) ? 1 : 0,
      Math.min(2, Math.max(0, (view?.length ?? 0) - 15) / 20),
      Math.max(0, 5 - (view?.length ?? 0)) / 5,
      at === 0 ? 1 : 0,
    ];
    return { sentence: { passage: place, start: span.start, end: span.end, score: 0 }, features };
  });
}
