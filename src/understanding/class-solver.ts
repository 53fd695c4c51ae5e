import { addRow, marginOf, sumMargins } from './margin-solver.ts';
import type { ClassBlock } from './margin-solver.ts';
import { shuffle } from './seeded-order.ts';

export type SolveOptions = {
  cost: number;
  /**
   * For each round, how many times those rows are settled that carry a class, after all rows were looked at for all classes.
   * Ends earlier when a look finds nothing that is far off.
   */
  rounds: readonly number[];
  /** What is less far off is left as it is. */
  negligible: number;
  random: () => number;
};

type Pace = {
  /** What an alpha costs: half of one over the cost of slack. */
  softness: number;
  negligible: number;
};

/** A step is the one that is best by itself and somewhat more: rows are alike, and the next ones push the same way. */
const OVERSTEP = 1.15;
const TOLERANCE = 0.05;
const FOLD_PASSES = 3;
/** Multiplications until others are let go on: some 10 ms. */
const WORK_A_STEP = 5_000_000;

/**
 * Squared hinge loss by dual coordinate descent (Hsieh et al. 2008), from nothing. Few rows carry a class (have an alpha):
 * between two looks at all rows it is they that are settled. Each pass has an order of its own: with one for all, errors
 * live longer.
 */
export function* solveClasses(
  block: ClassBlock,
  { cost, rounds, negligible, random }: SolveOptions,
): Generator<void, void> {
  const pace = { softness: 0.5 / cost, negligible };
  for (const passes of rounds) {
    const far = yield* inSteps(block, pace, random, false);
    if (far === 0) return;
    yield* settle(block, pace, passes, random);
  }
}

/** The solution without a fold's rows: a start from which a few passes settle the rest. Overwrites `held`. */
export function* takeOut(
  block: ClassBlock,
  held: ClassBlock,
  foldOf: Int8Array,
  fold: number,
  { cost, negligible, random }: SolveOptions,
): Generator<void, void> {
  held.weights.set(block.weights);
  held.alphas.set(block.alphas);
  const { rows, labels, first, count, stride, alphas } = held;
  for (let row = 0; row < rows.count; row += 1) {
    if (foldOf[row] !== fold) continue;
    const own = (labels[row] as number) - first;
    const base = row * stride;
    for (let one = 0; one < count; one += 1) {
      const alpha = alphas[base + one] as number;
      if (alpha === 0) continue;
      alphas[base + one] = 0;
      addRow(held, row, one, one === own ? -alpha : alpha);
    }
  }
  yield;
  // A row that carried nothing will hardly start to.
  yield* settle(held, { softness: 0.5 / cost, negligible }, FOLD_PASSES, random);
}

function* settle(block: ClassBlock, pace: Pace, passes: number, random: () => number): Generator<void, void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const far = yield* inSteps(block, pace, random, true);
    if (far === 0) return;
  }
}

/** All rows in a new order, with breaks. @returns how often something was far off */
function* inSteps(
  block: ClassBlock,
  pace: Pace,
  random: () => number,
  onlyCarried: boolean,
): Generator<void, number> {
  const { rows, stride, order } = block;
  shuffle(order, rows.count, random);
  const workARow = (rows.denseWidth + rows.columns.length / rows.count + 1) * stride;
  const rowsAStep = Math.ceil(WORK_A_STEP / workARow);
  let far = 0;
  for (let at = 0; at < order.length; at += 1) {
    far += lookAt(block, pace, order[at] as number, onlyCarried);
    if (at % rowsAStep === rowsAStep - 1) yield;
  }
  yield;
  return far;
}

/** The row for all classes, or for those that it carries. @returns for how many it was far from where it should be */
function lookAt(block: ClassBlock, pace: Pace, row: number, onlyCarried: boolean): number {
  const { rows, labels, first, count, stride, alphas, margins } = block;
  const { softness, negligible } = pace;
  const own = (labels[row] as number) - first;
  const curve = (rows.squaredLengths[row] as number) + 1 + softness;
  const base = row * stride;
  let far = 0;
  if (!onlyCarried) sumMargins(block, row);
  for (let one = 0; one < count; one += 1) {
    const alpha = alphas[base + one] as number;
    if (onlyCarried && alpha === 0) continue;
    const margin = onlyCarried ? marginOf(block, row, one) : (margins[one] as number);
    if (alpha === 0 && (one === own ? margin >= 1 : margin <= -1)) continue;
    const gradient = (one === own ? margin : -margin) - 1 + softness * alpha;
    const size = Math.abs(gradient);
    if (size < negligible) continue;
    if (size >= TOLERANCE) far += 1;
    const wanted = alpha - (OVERSTEP * gradient) / curve;
    const next = wanted > 0 ? Math.fround(wanted) : 0;
    alphas[base + one] = next;
    addRow(block, row, one, one === own ? next - alpha : alpha - next);
  }
  return far;
}
