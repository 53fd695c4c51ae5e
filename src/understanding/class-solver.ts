import { addRow, marginOf, sumMargins } from './margin-solver.ts';
import type { ClassBlock } from './margin-solver.ts';
import { shuffle } from './seeded-order.ts';

export type SolveOptions = {
  /** Of slack. */
  cost: number;
  /**
   * For each round, how many times those rows are settled that carry a class, after all rows were looked at for all classes.
   * Ends earlier when a look finds nothing that is far off.
   */
  rounds: readonly number[];
  /** What is less far off is left as it is. */
  negligible: number;
  /** What is more is far off. */
  tolerance: number;
  random: () => number;
};

/** A step is the one that is best by itself and somewhat more: rows are alike, and the next ones push the same way. */
const OVERSTEP = 1.15;
const FOLD_PASSES = 3;
/** Multiplications until others are let go on: some 10 ms. */
const WORK_A_STEP = 5_000_000;

/**
 * Squared hinge loss by dual coordinate descent (Hsieh et al. 2008), from nothing. Few rows carry a class (have an alpha):
 * between two looks at all rows it is they that are settled. Each pass has an order of its own: with one for all, errors
 * live longer.
 */
export function* solveClasses(block: ClassBlock, options: SolveOptions): Generator<void, void> {
  for (const passes of options.rounds) {
    const far = yield* inSteps(block, options, false);
    if (far === 0) return;
    yield* settle(block, options, passes);
  }
}

/** The solution without a fold's rows: a start from which a few passes settle the rest. Overwrites `held`. */
export function* takeOut(
  block: ClassBlock,
  held: ClassBlock,
  foldOf: Int8Array,
  fold: number,
  options: SolveOptions,
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
  yield* settle(held, options, FOLD_PASSES);
}

function* settle(block: ClassBlock, options: SolveOptions, passes: number): Generator<void, void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const far = yield* inSteps(block, options, true);
    if (far === 0) return;
  }
}

/** All rows in a new order, with breaks. @returns how often something was far off */
function* inSteps(block: ClassBlock, options: SolveOptions, onlyCarried: boolean): Generator<void, number> {
  const { rows, stride, order } = block;
  shuffle(order, rows.count, options.random);
  const workARow = (rows.denseWidth + rows.columns.length / rows.count + 1) * stride;
  const rowsAStep = Math.ceil(WORK_A_STEP / workARow);
  let far = 0;
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] as number;
    if (onlyCarried) sumCarried(block, row);
    else sumMargins(block, row);
    far += lookAt(block, options, row, onlyCarried);
    if (at % rowsAStep === rowsAStep - 1) yield;
  }
  yield;
  return far;
}

/** The margins of a row for the classes that it carries. */
function sumCarried(block: ClassBlock, row: number): void {
  const { count, stride, alphas, margins } = block;
  const base = row * stride;
  for (let one = 0; one < count; one += 1)
    if (alphas[base + one] !== 0) margins[one] = marginOf(block, row, one);
}

/**
 * A row for all classes, or for those that it carries; their margins are known.
 * @returns for how many it was far from where it should be
 */
function lookAt(block: ClassBlock, options: SolveOptions, row: number, onlyCarried: boolean): number {
  const { rows, labels, first, count, stride, alphas, margins } = block;
  const { cost, negligible, tolerance } = options;
  // What an alpha costs.
  const softness = 0.5 / cost;
  const own = (labels[row] as number) - first;
  const curve = (rows.squaredLengths[row] as number) + 1 + softness;
  const base = row * stride;
  let far = 0;
  for (let one = 0; one < count; one += 1) {
    const alpha = alphas[base + one] as number;
    const margin = margins[one] as number;
    if (alpha === 0 && (onlyCarried || (one === own ? margin >= 1 : margin <= -1))) continue;
    const gradient = (one === own ? margin : -margin) - 1 + softness * alpha;
    const size = Math.abs(gradient);
    if (size < negligible) continue;
    if (size >= tolerance) far += 1;
    const wanted = alpha - (OVERSTEP * gradient) / curve;
    const next = wanted > 0 ? Math.fround(wanted) : 0;
    alphas[base + one] = next;
    addRow(block, row, one, one === own ? next - alpha : alpha - next);
  }
  return far;
}
