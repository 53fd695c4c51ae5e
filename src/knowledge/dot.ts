/** Weighted sum; weights that are missing count nothing. */
export function dot(weights: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}
