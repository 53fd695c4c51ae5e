import { seededRandom, shuffle } from './seeded-order.ts';

/** Rows in compressed form: the entries of row r are at `starts[r]` to `starts[r + 1]`. */
export type SparseRows = {
  count: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
  squaredLengths: Float64Array;
};

/** `weights[width]` is the weight of the constant 1 that every row has. */
export type MarginState = { weights: Float64Array; alphas: Float64Array };

export type SolveOptions = { cost: number; passes: number; tolerance: number; seed: number };

export function newMarginState(rows: SparseRows): MarginState {
  return { weights: new Float64Array(rows.width + 1), alphas: new Float64Array(rows.count) };
}

/**
 * Squared hinge loss by dual coordinate descent (Hsieh et al. 2008) with shrinking. Continues from `state`.
 * `signs[r]` is 1 (the class), -1 (not) or 0 (left out of this problem).
 */
export function solveMargin(
  rows: SparseRows,
  signs: Int8Array,
  costs: Float32Array | null,
  state: MarginState,
  options: SolveOptions,
): void {
  const { starts, columns, values, squaredLengths, width } = rows;
  const { weights, alphas } = state;
  const random = seededRandom(options.seed);
  const order = new Int32Array(rows.count);
  let active = 0;
  for (let row = 0; row < rows.count; row += 1) {
    if (signs[row] !== 0) {
      order[active] = row;
      active += 1;
    }
  }
  const all = active;
  let shrinkAbove = Number.POSITIVE_INFINITY;
  let bias = weights[width] ?? 0;
  for (let pass = 0; pass < options.passes; pass += 1) {
    shuffle(order, active, random);
    let worst = 0;
    for (let at = 0; at < active; at += 1) {
      const row = order[at] ?? 0;
      const sign = signs[row] ?? 0;
      const from = starts[row] ?? 0;
      const to = starts[row + 1] ?? 0;
      let score = bias;
      for (let entry = from; entry < to; entry += 1) {
        score += (weights[columns[entry] as number] as number) * (values[entry] as number);
      }
      const alpha = alphas[row] ?? 0;
      const softness = 0.5 / (options.cost * (costs === null ? 1 : (costs[row] ?? 1)));
      const gradient = sign * score - 1 + softness * alpha;
      if (alpha === 0 && gradient > shrinkAbove) {
        active -= 1;
        order[at] = order[active] ?? 0;
        order[active] = row;
        at -= 1;
        continue;
      }
      const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
      const size = Math.abs(projected);
      if (size > worst) worst = size;
      if (size < 1e-9) continue;
      const next = Math.max(0, alpha - gradient / ((squaredLengths[row] ?? 0) + 1 + softness));
      const step = (next - alpha) * sign;
      if (step === 0) continue;
      alphas[row] = next;
      bias += step;
      for (let entry = from; entry < to; entry += 1) {
        const column = columns[entry] as number;
        weights[column] = (weights[column] as number) + step * (values[entry] as number);
      }
    }
    if (worst < options.tolerance) {
      if (active === all) break;
      active = all;
      shrinkAbove = Number.POSITIVE_INFINITY;
    } else {
      shrinkAbove = Math.max(worst, 0.1);
    }
  }
  weights[width] = bias;
}
