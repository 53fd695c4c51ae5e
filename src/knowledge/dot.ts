/** Weighted sum; weights that are missing count nothing. */
export function dot(weights: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}

/** Product of two vectors that lie in arrays of many: four sums at a time, none of which waits for another. */
export function dotAt(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  /** A multiple of four. */
  dimensions: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = atA, j = atB, end = atA + dimensions; i < end; i += 4, j += 4) {
    first += (a[i] ?? 0) * (b[j] ?? 0);
    second += (a[i + 1] ?? 0) * (b[j + 1] ?? 0);
    third += (a[i + 2] ?? 0) * (b[j + 2] ?? 0);
    fourth += (a[i + 3] ?? 0) * (b[j + 3] ?? 0);
  }
  return first + second + (third + fourth);
}
