/** Principal axes by subspace iteration: the directions in which rows differ most. */
import { seededRandom } from './seeded-order.ts';

export type Axes = { mean: Float64Array; /** [dimension of the rows][axis] */ axes: Float64Array };

const ROUNDS = 25;
/** Axes beyond the wanted ones, so that the last of the wanted settle. */
const SPARE = 32;
const MOST_ROWS = 60_000;

export function principalAxes(rows: Float32Array, width: number, wanted: number): Axes {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  for (let at = 0; at < rows.length; at += 1) mean[at % width] = (mean[at % width] ?? 0) + (rows[at] ?? 0);
  for (let at = 0; at < width; at += 1) mean[at] = (mean[at] ?? 0) / count;
  const spread = covariance(rows, width, mean);
  const kept = Math.min(width, wanted + SPARE);
  const random = seededRandom(5);
  let basis = Float64Array.from({ length: width * kept }, () => random() - 0.5);
  orthonormalise(basis, width, kept);
  for (let round = 0; round < ROUNDS; round += 1) {
    basis = product(spread, basis, width, kept);
    orthonormalise(basis, width, kept);
  }
  const axes = new Float64Array(width * wanted);
  for (let row = 0; row < width; row += 1)
    for (let axis = 0; axis < wanted; axis += 1) axes[row * wanted + axis] = basis[row * kept + axis] ?? 0;
  return { mean, axes };
}

function covariance(rows: Float32Array, width: number, mean: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(width * width);
  const count = rows.length / width;
  const step = Math.max(1, Math.floor(count / MOST_ROWS));
  const row = new Float64Array(width);
  for (let number = 0; number < count; number += step) {
    for (let at = 0; at < width; at += 1)
      row[at] = (rows[number * width + at] as number) - (mean[at] as number);
    for (let left = 0; left < width; left += 1) {
      const value = row[left] as number;
      for (let right = 0; right < width; right += 1) {
        const at = left * width + right;
        sum[at] = (sum[at] as number) + value * (row[right] as number);
      }
    }
  }
  return sum;
}

function product(
  square: Float64Array,
  basis: Float64Array,
  width: number,
  kept: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(width * kept);
  for (let row = 0; row < width; row += 1) {
    for (let inner = 0; inner < width; inner += 1) {
      const factor = square[row * width + inner] as number;
      for (let axis = 0; axis < kept; axis += 1) {
        const at = row * kept + axis;
        out[at] = (out[at] as number) + factor * (basis[inner * kept + axis] as number);
      }
    }
  }
  return out;
}

/** Gram and Schmidt, in place, the first axes first. */
function orthonormalise(basis: Float64Array, width: number, kept: number): void {
  const at = (row: number, axis: number): number => basis[row * kept + axis] as number;
  for (let axis = 0; axis < kept; axis += 1) {
    for (let other = 0; other < axis; other += 1) {
      let shared = 0;
      for (let row = 0; row < width; row += 1) shared += at(row, axis) * at(row, other);
      for (let row = 0; row < width; row += 1)
        basis[row * kept + axis] = at(row, axis) - shared * at(row, other);
    }
    let squares = 0;
    for (let row = 0; row < width; row += 1) squares += at(row, axis) ** 2;
    const factor = 1 / Math.sqrt(squares || 1);
    for (let row = 0; row < width; row += 1) basis[row * kept + axis] = at(row, axis) * factor;
  }
}
