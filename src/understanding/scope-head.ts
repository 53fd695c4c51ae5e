/**
 * In scope or not: a logistic model over signals of one classification. It is small enough to be fitted from a few
 * hundred out-of-fold scores, and its weights travel with the intent model.
 */
export const SCOPE_SIGNALS = 7;

export type ScopeHead = { weights: number[]; bias: number };

/** `scores` holds a margin for each intent and, last, one for "out of scope" (absent: -1). */
export function scopeSignals(
  scores: ArrayLike<number>,
  intentCount: number,
  temperature: number,
  knownWordShare: number,
  tokenCount: number,
  out: Float64Array,
): void {
  let best = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < intentCount; at += 1) {
    const score = scores[at] ?? 0;
    if (score > best) {
      second = best;
      best = score;
    } else if (score > second) second = score;
  }
  let sum = 0;
  let weighted = 0;
  for (let at = 0; at < intentCount; at += 1) {
    const lift = ((scores[at] ?? 0) - best) / temperature;
    if (lift < -30) continue;
    const share = Math.exp(lift);
    sum += share;
    weighted += share * lift;
  }
  out[0] = best;
  out[1] = best - second;
  out[2] = (scores[intentCount] ?? -1) - best;
  out[3] = knownWordShare;
  out[4] = Math.log(1 + tokenCount);
  out[5] = Math.log(sum) - weighted / sum;
  out[6] = scores[intentCount] ?? -1;
}

export function inScopeProbability(head: ScopeHead, signals: Float64Array): number {
  let sum = head.bias;
  for (let at = 0; at < SCOPE_SIGNALS; at += 1) sum += (head.weights[at] ?? 0) * (signals[at] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Logistic regression by Newton steps on standardised signals; both sides weigh the same. */
export function fitScopeHead(
  rows: readonly Float64Array[],
  inScope: readonly boolean[],
  decay = 2,
): ScopeHead {
  const width = SCOPE_SIGNALS;
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  for (const row of rows) for (let at = 0; at < width; at += 1) mean[at] = (mean[at] ?? 0) + (row[at] ?? 0);
  for (let at = 0; at < width; at += 1) mean[at] = (mean[at] ?? 0) / rows.length;
  for (const row of rows) {
    for (let at = 0; at < width; at += 1)
      spread[at] = (spread[at] ?? 0) + ((row[at] ?? 0) - (mean[at] ?? 0)) ** 2;
  }
  for (let at = 0; at < width; at += 1) spread[at] = Math.sqrt((spread[at] ?? 0) / rows.length) || 1;
  const inside = inScope.filter(Boolean).length;
  const outside = rows.length - inside;
  const size = width + 1;
  const weights = new Float64Array(size);
  for (let step = 0; step < 12; step += 1) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    rows.forEach((row, number) => {
      const x = new Float64Array(size);
      let sum = weights[width] ?? 0;
      for (let at = 0; at < width; at += 1) {
        x[at] = ((row[at] ?? 0) - (mean[at] ?? 0)) / (spread[at] ?? 1);
        sum += (weights[at] ?? 0) * (x[at] ?? 0);
      }
      x[width] = 1;
      const share = 1 / (1 + Math.exp(-sum));
      const importance = rows.length / 2 / (inScope[number] ? inside : outside);
      const error = importance * (share - (inScope[number] ? 1 : 0));
      const curve = importance * Math.max(share * (1 - share), 1e-6);
      for (let a = 0; a < size; a += 1) {
        gradient[a] = (gradient[a] ?? 0) + error * (x[a] ?? 0);
        for (let b = 0; b <= a; b += 1) {
          hessian[a * size + b] = (hessian[a * size + b] ?? 0) + curve * (x[a] ?? 0) * (x[b] ?? 0);
        }
      }
    });
    for (let a = 0; a < width; a += 1) {
      gradient[a] = (gradient[a] ?? 0) + decay * (weights[a] ?? 0);
      hessian[a * size + a] = (hessian[a * size + a] ?? 0) + decay;
    }
    hessian[size * size - 1] = (hessian[size * size - 1] ?? 0) + 1e-6;
    const change = solveSymmetric(hessian, gradient, size);
    for (let at = 0; at < size; at += 1) weights[at] = (weights[at] ?? 0) - (change[at] ?? 0);
  }
  let bias = weights[width] ?? 0;
  const plain: number[] = [];
  for (let at = 0; at < width; at += 1) {
    const weight = (weights[at] ?? 0) / (spread[at] ?? 1);
    plain.push(weight);
    bias -= weight * (mean[at] ?? 0);
  }
  return { weights: plain, bias };
}

/** Cholesky on the lower triangle. */
function solveSymmetric(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = matrix[a * size + b] ?? 0;
      for (let c = 0; c < b; c += 1) sum -= (lower[a * size + c] ?? 0) * (lower[b * size + c] ?? 0);
      lower[a * size + b] = a === b ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[b * size + b] ?? 1);
    }
  }
  const solution = new Float64Array(size);
  for (let a = 0; a < size; a += 1) {
    let sum = right[a] ?? 0;
    for (let b = 0; b < a; b += 1) sum -= (lower[a * size + b] ?? 0) * (solution[b] ?? 0);
    solution[a] = sum / (lower[a * size + a] ?? 1);
  }
  for (let a = size - 1; a >= 0; a -= 1) {
    let sum = solution[a] ?? 0;
    for (let b = a + 1; b < size; b += 1) sum -= (lower[b * size + a] ?? 0) * (solution[b] ?? 0);
    solution[a] = sum / (lower[a * size + a] ?? 1);
  }
  return solution;
}
