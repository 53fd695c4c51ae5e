/**
 * In scope or not. The score is a fixed sum of three signals, because a richer model learns what the generic lines out of
 * scope have in common rather than what strange messages have; only its scale is fitted, from out-of-fold scores.
 */
export type ScopeHead = { slope: number; middle: number };

const OUTSIDE_WEIGHT = 0.5;
const KNOWN_WORDS_WEIGHT = 0.3;
const STEPS = 25;
/** Steps of less than this change no answer. */
const SETTLED = 1e-6;
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

/** Logistic regression on one number by Newton steps; both sides weigh the same. */
export function fitScopeHead(inside: readonly number[], outside: readonly number[]): ScopeHead {
  if (inside.length === 0 || outside.length === 0) return { slope: 4, middle: 0 };
  const scores = Float64Array.from([...inside, ...outside]);
  let slope = 1;
  let bias = 0;
  for (let step = 0; step < STEPS; step += 1) {
    let toSlope = DECAY * slope;
    let toBias = 0;
    let slopeSlope = DECAY;
    let slopeBias = 0;
    let biasBias = 1e-9;
    for (let at = 0; at < scores.length; at += 1) {
      const score = scores[at] as number;
      const isInside = at < inside.length;
      const importance = 1 / (isInside ? inside.length : outside.length);
      const share = 1 / (1 + Math.exp(-(slope * score + bias)));
      const error = importance * (share - (isInside ? 1 : 0));
      const curve = importance * Math.max(share * (1 - share), 1e-6);
      toSlope += error * score;
      toBias += error;
      slopeSlope += curve * score * score;
      slopeBias += curve * score;
      biasBias += curve;
    }
    const determinant = slopeSlope * biasBias - slopeBias * slopeBias;
    if (!(determinant > 1e-12)) break;
    const slopeStep = (biasBias * toSlope - slopeBias * toBias) / determinant;
    const biasStep = (slopeSlope * toBias - slopeBias * toSlope) / determinant;
    slope -= slopeStep;
    bias -= biasStep;
    if (Math.abs(slopeStep) + Math.abs(biasStep) < SETTLED) break;
  }
  if (!(slope > 0.1) || !Number.isFinite(bias)) return { slope: 4, middle: 0 };
  return { slope, middle: -bias / slope };
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
