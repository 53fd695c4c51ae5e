import { addRow, marginOf, sumMargins } from './margin-solver.ts';
import type { ClassBlock } from './margin-solver.ts';
import { seededRandom, shuffle } from './seeded-order.ts';

export type SolveOptions = {
  cost: number;
  /**
   * For each round, how many times those rows are settled that carry a class, after all rows were looked at for all classes.
   * Ends earlier when a look finds nothing that is far off.
   */
  rounds: readonly number[];
  /** What is less far off is left as it is. */
  negligible: number;
  seed: number;
};

type Pace = {
  /** What an alpha costs: half of one over the cost of slack. */
  softness: number;
  negligible: number;
};

/** A step is the one that is best by itself and somewhat more: rows are alike, and the next ones push the same way. */
const OVERSTEP = 1.15;
const TOLERANCE = 0.1;
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
  { cost, rounds, negligible, seed }: SolveOptions,
): Generator<void, void> {
  const { rows } = block;
  const order = Int32Array.from({ length: rows.count }, (_, at) => at);
  const random = seededRandom(seed);
  const pace = { softness: 0.5 / cost, negligible };
  for (const passes of rounds) {
    const worst = yield* inSteps(block, pace, order, random, lookAtAll);
    if (worst < TOLERANCE) return;
    yield* settle(block, pace, order, passes, random);
  }
}

/** The solution without a fold's rows: a start from which a few passes settle the rest. Overwrites `held`. */
export function* takeOut(
  block: ClassBlock,
  held: ClassBlock,
  foldOf: Int8Array,
  fold: number,
  { cost, negligible, seed }: SolveOptions,
): Generator<void, void> {
  held.weights.set(block.weights);
  held.alphas.set(block.alphas);
  const { rows, labels, first, count, stride, alphas } = held;
  const order = Int32Array.from({ length: rows.count }, (_, at) => at);
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
  yield* settle(held, { softness: 0.5 / cost, negligible }, order, FOLD_PASSES, seededRandom(seed));
}

function* settle(
  block: ClassBlock,
  pace: Pace,
  order: Int32Array,
  passes: number,
  random: () => number,
): Generator<void, void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const worst = yield* inSteps(block, pace, order, random, lookAtCarried);
    if (worst < TOLERANCE) return;
  }
}

/** All rows in a new order, with breaks; the worst that was met. */
function* inSteps(
  block: ClassBlock,
  pace: Pace,
  order: Int32Array,
  random: () => number,
  lookAt: (block: ClassBlock, pace: Pace, row: number) => number,
): Generator<void, number> {
  const { rows, stride } = block;
  shuffle(order, rows.count, random);
  const workARow = (rows.denseWidth + rows.columns.length / rows.count + 1) * stride;
  const rowsAStep = Math.ceil(WORK_A_STEP / workARow);
  let worst = 0;
  for (let at = 0; at < order.length; at += 1) {
    worst = Math.max(worst, lookAt(block, pace, order[at] as number));
    if (at % rowsAStep === rowsAStep - 1) yield;
  }
  yield;
  return worst;
}

/** The row, for all classes. How far it was from where it should be for the worst of them. */
function lookAtAll(block: ClassBlock, pace: Pace, row: number): number {
  const { labels, first, count, stride, alphas, margins } = block;
  const own = (labels[row] as number) - first;
  const base = row * stride;
  let worst = 0;
  sumMargins(block, row);
  for (let one = 0; one < count; one += 1) {
    const margin = margins[one] as number;
    if (alphas[base + one] === 0 && (one === own ? margin : -margin) >= 1) continue;
    const far = step(block, pace, row, one, margin);
    if (far > worst) worst = far;
  }
  return worst;
}

/** The same, for the classes that the row carries. */
function lookAtCarried(block: ClassBlock, pace: Pace, row: number): number {
  const { count, stride, alphas } = block;
  const base = row * stride;
  let worst = 0;
  for (let one = 0; one < count; one += 1) {
    if (alphas[base + one] === 0) continue;
    const far = step(block, pace, row, one, marginOf(block, row, one));
    if (far > worst) worst = far;
  }
  return worst;
}

/** How far the row was from where it should be for the class. */
function step(block: ClassBlock, pace: Pace, row: number, one: number, margin: number): number {
  const { softness, negligible } = pace;
  const { rows, labels, first, stride, alphas } = block;
  const place = row * stride + one;
  const alpha = alphas[place] as number;
  const own = (labels[row] as number) - first === one;
  const gradient = (own ? margin : -margin) - 1 + softness * alpha;
  const size = Math.abs(gradient);
  if (size < negligible) return size;
  const curve = (rows.squaredLengths[row] as number) + 1 + softness;
  const next = Math.fround(Math.max(0, alpha - (OVERSTEP * gradient) / curve));
  alphas[place] = next;
  addRow(block, row, one, own ? next - alpha : alpha - next);
  return size;
}
