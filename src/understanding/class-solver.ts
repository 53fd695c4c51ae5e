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
  seed: number;
};

/** A step is the one that is best by itself and somewhat more: rows are alike, and the next ones push the same way. */
const OVERSTEP = 1.15;
const NEGLIGIBLE = 0.001;
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
  { cost, rounds, seed }: SolveOptions,
): Generator<void, void> {
  const { rows } = block;
  const order = Int32Array.from({ length: rows.count }, (_, at) => at);
  const random = seededRandom(seed);
  const softness = 0.5 / cost;
  for (const passes of rounds) {
    const worst = yield* inSteps(block, order, random, (from, to) =>
      lookAtAll(block, softness, order, from, to),
    );
    if (worst < TOLERANCE) return;
    yield* settle(block, softness, order, passes, random);
  }
}

/** The solution without a fold's rows: a start from which a few passes settle the rest. Overwrites `held`. */
export function* takeOut(
  block: ClassBlock,
  held: ClassBlock,
  foldOf: Int8Array,
  fold: number,
  { cost, seed }: SolveOptions,
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
  yield* settle(held, 0.5 / cost, order, FOLD_PASSES, seededRandom(seed));
}

function* settle(
  block: ClassBlock,
  softness: number,
  order: Int32Array,
  passes: number,
  random: () => number,
): Generator<void, void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const worst = yield* inSteps(block, order, random, (from, to) =>
      lookAtCarriers(block, softness, order, from, to),
    );
    if (worst < TOLERANCE) return;
  }
}

/** All rows in a new order, with breaks; the worst that was met. */
function* inSteps(
  { rows, stride }: ClassBlock,
  order: Int32Array,
  random: () => number,
  lookAt: (from: number, to: number) => number,
): Generator<void, number> {
  shuffle(order, rows.count, random);
  const workARow = (rows.denseWidth + rows.columns.length / rows.count + 1) * stride;
  const rowsAStep = Math.ceil(WORK_A_STEP / workARow);
  let worst = 0;
  for (let from = 0; from < rows.count; from += rowsAStep) {
    worst = Math.max(worst, lookAt(from, Math.min(rows.count, from + rowsAStep)));
    yield;
  }
  return worst;
}

function lookAtAll(block: ClassBlock, softness: number, order: Int32Array, from: number, to: number): number {
  const { labels, first, count, stride, alphas, margins } = block;
  let worst = 0;
  for (let at = from; at < to; at += 1) {
    const row = order[at] as number;
    const own = (labels[row] as number) - first;
    const base = row * stride;
    sumMargins(block, row);
    for (let one = 0; one < count; one += 1) {
      const margin = margins[one] as number;
      if (alphas[base + one] === 0 && (one === own ? margin : -margin) >= 1) continue;
      const far = step(block, softness, row, one, margin);
      if (far > worst) worst = far;
    }
  }
  return worst;
}

function lookAtCarriers(
  block: ClassBlock,
  softness: number,
  order: Int32Array,
  from: number,
  to: number,
): number {
  const { count, stride, alphas } = block;
  let worst = 0;
  for (let at = from; at < to; at += 1) {
    const row = order[at] as number;
    const base = row * stride;
    for (let one = 0; one < count; one += 1) {
      if (alphas[base + one] === 0) continue;
      const far = step(block, softness, row, one, marginOf(block, row, one));
      if (far > worst) worst = far;
    }
  }
  return worst;
}

/** How far the row was from where it should be for the class. */
function step(block: ClassBlock, softness: number, row: number, one: number, margin: number): number {
  const { rows, labels, first, stride, alphas } = block;
  const place = row * stride + one;
  const alpha = alphas[place] as number;
  const own = (labels[row] as number) - first === one;
  const gradient = (own ? margin : -margin) - 1 + (softness + (rows.ownSquares[row] as number)) * alpha;
  const size = Math.abs(gradient);
  if (size < NEGLIGIBLE) return size;
  const curve = (rows.squaredLengths[row] as number) + 1 + softness;
  const next = Math.fround(Math.max(0, alpha - (OVERSTEP * gradient) / curve));
  alphas[place] = next;
  addRow(block, row, one, own ? next - alpha : alpha - next);
  return size;
}
