/**
 * Where a business's knowledge answers and where it asks back. Without labels its own entries say what "not in here" looks like;
 * what people said of questions moves it from there, the further the more they said.
 */
import type { AnswerLabel } from './api.ts';
import { confidenceOf } from './confidence.ts';
import type { KnowledgeIndex, Thresholds } from './packed-index.ts';
import { rank } from './rank.ts';

const LEAST_TO_ANSWER = 0.6;
const MOST_TO_ANSWER = 0.8;
const NULLS_NEEDED = 8;
/** Above this share of the confidences of what the knowledge cannot know. */
const NULL_SHARE = 0.8;

/** @param nulls sorted */
export function thresholdsOf(nulls: Float32Array): Thresholds {
  const high = nulls.length < NULLS_NEEDED ? 0 : (nulls[Math.floor(nulls.length * NULL_SHARE)] ?? 0);
  return around(Math.min(MOST_TO_ANSWER, Math.max(LEAST_TO_ANSWER, high)));
}

/** A question of which it is known whether the best passage is its answer. */
export type Judged = { confidence: number; isRight: boolean };

/** What the index would say to labelled questions; those whose label says nothing of it are left out. */
export function judgedBy(index: KnowledgeIndex, labels: readonly AnswerLabel[]): Judged[] {
  const known = new Set(index.passages.map(({ id }) => id));
  return labels.flatMap(({ question, passageId, isRight }): Judged[] => {
    // Its passage is gone, or not among those that are held here.
    if (passageId !== null && !known.has(passageId)) return [];
    const ranking = rank(index, question);
    const best = index.passages[ranking.ranked[0]?.passage ?? -1]?.id;
    if (best === undefined) return [];
    const confidence = confidenceOf(ranking);
    if (passageId === null) return [{ confidence, isRight: false }];
    if (best === passageId) return [{ confidence, isRight }];
    // Another passage than the right one; of another than the wrong one nothing is known.
    return isRight ? [{ confidence, isRight: false }] : [];
  });
}

const LABELS_NEEDED = 10;
/** A wrong answer is as bad as so many right ones that are not given. */
const WRONG_COSTS = 3;
const LOWEST = 0.3;
const HIGHEST = 0.95;
const STEP = 0.01;

/** @param from without labels */
export function learnedFrom(from: Thresholds, judged: readonly Judged[]): Thresholds {
  if (judged.length < LABELS_NEEDED) return from;
  const costOf = (threshold: number): number => {
    let cost = Math.abs(threshold - from.answer) * judged.length;
    for (const { confidence, isRight } of judged) {
      const isAnswered = confidence >= threshold;
      if (isAnswered && !isRight) cost += WRONG_COSTS;
      if (!isAnswered && isRight) cost += 1;
    }
    return cost;
  };
  let best = from.answer;
  for (let threshold = LOWEST; threshold <= HIGHEST; threshold += STEP)
    if (costOf(threshold) < costOf(best)) best = threshold;
  return around(best);
}

function around(answer: number): Thresholds {
  return { answer, clarify: answer * 0.5 };
}
