import { seededRandom, shuffle } from './seeded-order.ts';

/**
 * Rows of two parts: sparse entries in compressed form, those of row r at `starts[r]` to `starts[r + 1]`, and `denseWidth`
 * numbers that every row has.
 */
export type Rows = {
  count: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
  denseWidth: number;
  dense: Float32Array;
  squaredLengths: Float64Array;
};

/** `weights[width]` is the weight of the constant 1 that every row has. */
export type MarginState = { weights: Float64Array; dense: Float64Array; alphas: Float64Array };

export type SolveOptions = { cost: number; passes: number; tolerance: number; seed: number };

export function newMarginState(rows: Rows): MarginState {
  return {
    weights: new Float64Array(rows.width + 1),
    dense: new Float64Array(rows.denseWidth),
    alphas: new Float64Array(rows.count),
  };
}

/** The margin of a row. */
export function marginOf(rows: Rows, state: MarginState, row: number): number {
  const { starts, columns, values, dense, denseWidth } = rows;
  const { weights, dense: denseWeights } = state;
  let score = weights[rows.width] as number;
  const to = starts[row + 1] as number;
  for (let entry = starts[row] as number; entry < to; entry += 1) {
    score += (weights[columns[entry] as number] as number) * (values[entry] as number);
  }
  const from = row * denseWidth;
  for (let at = 0; at < denseWidth; at += 1) {
    score += (denseWeights[at] as number) * (dense[from + at] as number);
  }
  return score;
}

/** Add a row to the weights so many times. */
export function addRow(rows: Rows, state: MarginState, row: number, step: number): void {
  const { starts, columns, values, dense, denseWidth, width } = rows;
  const { weights, dense: denseWeights } = state;
  weights[width] = (weights[width] as number) + step;
  const to = starts[row + 1] as number;
  for (let entry = starts[row] as number; entry < to; entry += 1) {
    const column = columns[entry] as number;
    weights[column] = (weights[column] as number) + step * (values[entry] as number);
  }
  const from = row * denseWidth;
  for (let at = 0; at < denseWidth; at += 1) {
    denseWeights[at] = (denseWeights[at] as number) + step * (dense[from + at] as number);
  }
}

/**
 * Squared hinge loss by dual coordinate descent (Hsieh et al. 2008) with shrinking. Continues from `state`.
 * `signs[r]` is 1 (the class), -1 (not) or 0 (left out of this problem).
 */
export function solveMargin(rows: Rows, signs: Int8Array, state: MarginState, options: SolveOptions): void {
  const { squaredLengths } = rows;
  const { alphas } = state;
  const softness = 0.5 / options.cost;
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
  for (let pass = 0; pass < options.passes; pass += 1) {
    shuffle(order, active, random);
    let worst = 0;
    for (let at = 0; at < active; at += 1) {
      const row = order[at] ?? 0;
      const sign = signs[row] ?? 0;
      const score = marginOf(rows, state, row);
      const alpha = alphas[row] ?? 0;
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
      addRow(rows, state, row, step);
    }
    if (worst < options.tolerance) {
      if (active === all) break;
      active = all;
      shrinkAbove = Number.POSITIVE_INFINITY;
    } else {
      shrinkAbove = Math.max(worst, 0.1);
    }
  }
}
