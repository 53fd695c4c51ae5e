/**
 * In scope or not. The score is a fixed sum of three signals, because a richer model learns what the generic lines out of
 * scope have in common rather than what strange messages have; only its scale is fitted, from out-of-fold scores.
 */
import { fitLine } from './logistic.ts';

export type ScopeHead = { slope: number; middle: number };

const OUTSIDE_WEIGHT = 0.5;
const KNOWN_WORDS_WEIGHT = 0.3;
/** So that sides that part cleanly do not give a cliff. */
const DECAY = 0.02;

/** `scores` holds a margin for each intent and, last, one for "out of scope". */
export function scopeScore(scores: ArrayLike<number>, intentCount: number, knownWordShare: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < intentCount; at += 1) best = Math.max(best, scores[at] ?? 0);
  return scopeScoreOf(best, scores[intentCount] ?? -1, knownWordShare);
}

/** The same, of the best intent's margin and that of "out of scope". */
export function scopeScoreOf(best: number, outside: number, knownWordShare: number): number {
  return best - OUTSIDE_WEIGHT * outside + KNOWN_WORDS_WEIGHT * knownWordShare;
}

export function inScopeProbability(head: ScopeHead, score: number): number {
  return 1 / (1 + Math.exp(-head.slope * (score - head.middle)));
}

/** Both sides weigh the same. */
export function fitScopeHead(inside: readonly number[], outside: readonly number[]): ScopeHead {
  if (inside.length === 0 || outside.length === 0) return { slope: 4, middle: 0 };
  const scores = Float64Array.from([...inside, ...outside]);
  const wanted = Uint8Array.from(scores, (_, at) => (at < inside.length ? 1 : 0));
  const { slope, offset } = fitLine(
    scores,
    wanted,
    (at) => 1 / (at < inside.length ? inside.length : outside.length),
    { slope: 0, offset: 0 },
    { slope: DECAY, offset: 0 },
  );
  if (!(slope > 0.1) || !Number.isFinite(offset)) return { slope: 4, middle: 0 };
  return { slope, middle: -offset / slope };
}

/**
 * The threshold by in-scope messages alone: strange ones are refused as long as few right answers go with them. Wrong ones
 * are no loss.
 */
export function thresholdByInScope(
  answers: readonly { inScope: number; right: boolean }[],
  refusedShare: number,
): number | null {
  const ordered = answers.filter((one) => one.right).map((one) => one.inScope);
  ordered.sort((a, b) => a - b);
  return ordered[Math.floor(answers.length * refusedShare)] ?? null;
}
