import { solveClasses, takeOut } from './class-solver.ts';
import { dealFolds } from './folds.ts';
import { newClassBlock, nextClassBlock, sumMargins } from './margin-solver.ts';
import type { ClassBlock } from './margin-solver.ts';
import type { TrainingSet } from './training-set.ts';

const COST = 0.5;
/** Looks at all rows cost little where there are few of them. */
const ROUNDS_OF_FEW = [1, 1, 1, 1, 1, 1, 1, 1];
const ROUNDS_OF_MANY = [2, 4, 4];
/** In a set of more rows than this, one fifth is judged instead of everything. */
const MANY_ROWS = 4_000;
/** Weights of the classes that are solved at once: they should stay near the processor, and take 8 MB at most. */
const WEIGHTS_AT_ONCE = 2_000_000;

const LARGEST_UNIT = 127;
const FEATURES_A_STEP = 20_000;

export type Solved = {
  /** [feature][class], in units of the class's scale: -127 to 127. */
  units: Int8Array;
  scales: number[];
  biases: number[];
  judgedRows: Int32Array;
  /** Of each judged row, a margin for each class, from a solution that has not seen the row. */
  judgedScores: Float32Array[];
  /** Has each judged row been held out once? Of a large set, only a fifth of them is judged. */
  few: boolean;
};

/** Everything but the head of the model. */
export function* solveIntents(set: TrainingSet, seed: number): Generator<void, Solved> {
  const classes = set.intents.length + 1;
  const { rows, labels } = set;
  const { foldOf, count: folds } = chooseFolds(set);
  const judgedRows = Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] !== -1);
  const solved: Solved = {
    units: new Int8Array(set.hashes.length * classes),
    scales: Array.from({ length: classes }, () => 1),
    biases: Array.from({ length: classes }, () => -1),
    judgedRows,
    judgedScores: Array.from(judgedRows, () => new Float32Array(classes).fill(-1)),
    few: folds > 1,
  };
  // Where no line is out of scope, that class has nothing to learn from and says -1 to everything.
  const learned = labels.includes(classes - 1) ? classes : classes - 1;
  const columns = rows.width + rows.denseWidth + 1;
  const blocks = Math.ceil((learned * columns) / WEIGHTS_AT_ONCE);
  const each = Math.ceil(learned / blocks / 4) * 4;
  const rounds = rows.count > MANY_ROWS ? ROUNDS_OF_MANY : ROUNDS_OF_FEW;
  let block = newClassBlock(rows, labels, 0, Math.min(each, learned));
  let held = newClassBlock(rows, labels, 0, block.count);
  for (let first = 0; first < learned; first += each) {
    if (first !== 0) {
      const count = Math.min(each, learned - first);
      block = nextClassBlock(block, first, count);
      held = nextClassBlock(held, first, count);
    }
    const options = { cost: COST, rounds, seed: seed + first };
    yield* solveClasses(block, options);
    yield* quantise(block, set, solved);
    for (let fold = 0; fold < folds; fold += 1) {
      yield* takeOut(block, held, foldOf, fold, options);
      for (let at = 0; at < judgedRows.length; at += 1) {
        const row = judgedRows[at] as number;
        if (foldOf[row] !== fold) continue;
        sumMargins(held, row);
        solved.judgedScores[at]?.set(held.margins.subarray(0, held.count), first);
      }
      yield;
    }
  }
  return solved;
}

/** The weights of a block in whole units; where they are found is said by `Condensed`. */
function* quantise(
  block: ClassBlock,
  set: TrainingSet,
  { units, scales, biases }: Solved,
): Generator<void, void> {
  const { count, first, stride, rows, weights } = block;
  const largest = largestWeights(block, set);
  const unitsOfWeight = largest.map((size) => (size === 0 ? 1 : LARGEST_UNIT / size));
  for (let from = 0; from < set.sources.length; from += FEATURES_A_STEP) {
    yield;
    const to = Math.min(set.sources.length, from + FEATURES_A_STEP);
    quantiseFeatures(block, set, unitsOfWeight, units, scales.length, from, to);
  }
  const constant = (rows.width + rows.denseWidth) * stride;
  for (let one = 0; one < count; one += 1) {
    scales[first + one] = 1 / (unitsOfWeight[one] as number);
    biases[first + one] = weights[constant + one] as number;
  }
}

function quantiseFeatures(
  block: ClassBlock,
  { sources, shares }: TrainingSet,
  unitsOfWeight: Float64Array,
  units: Int8Array,
  classes: number,
  from: number,
  to: number,
): void {
  const { count, first, stride, weights, alphas, labels } = block;
  for (let feature = from; feature < to; feature += 1) {
    const source = sources[feature] as number;
    const share = shares[feature] as number;
    const put = feature * classes + first;
    if (source >= 0) {
      const line = source * stride;
      for (let one = 0; one < count; one += 1)
        units[put + one] = Math.round(
          (weights[line + one] as number) * share * (unitsOfWeight[one] as number),
        );
      continue;
    }
    const line = (-1 - source) * stride;
    const own = (labels[-1 - source] as number) - first;
    for (let one = 0; one < count; one += 1) {
      const alpha = alphas[line + one] as number;
      if (alpha === 0) continue;
      const unit = Math.round(alpha * share * (unitsOfWeight[one] as number));
      units[put + one] = one === own ? unit : -unit;
    }
  }
}

function largestWeights(
  { count, stride, rows, weights, alphas }: ClassBlock,
  set: TrainingSet,
): Float64Array {
  const columns = rows.width + rows.denseWidth;
  const shareOfColumn = new Float32Array(columns);
  const largestOfRow = new Float32Array(rows.count);
  set.sources.forEach((source, feature) => {
    const share = set.shares[feature] as number;
    if (source >= 0) shareOfColumn[source] = share;
    else if (share > (largestOfRow[-1 - source] as number)) largestOfRow[-1 - source] = share;
  });
  const largest = new Float64Array(count);
  raise(largest, weights, shareOfColumn, stride);
  raise(largest, alphas, largestOfRow, stride);
  return largest;
}

/** To the size of each number times the share of its line. */
function raise(largest: Float64Array, numbers: Float32Array, shares: Float32Array, stride: number): void {
  for (let line = 0; line < shares.length; line += 1) {
    const share = shares[line] as number;
    const from = line * stride;
    for (let one = 0; one < largest.length; one += 1) {
      const size = Math.abs(numbers[from + one] as number) * share;
      if (size > (largest[one] as number)) largest[one] = size;
    }
  }
}

/**
 * Each judged row is held out once; of a large set, only a fifth is held out, once. Its text decides when: thresholds hardly
 * move when lines are added or come in another order.
 */
function chooseFolds({ labels, judged, draws, intents }: TrainingSet): { foldOf: Int8Array; count: number } {
  const order = Int32Array.from(labels.keys()).filter((row) => judged[row] === 1);
  order.sort((a, b) => (draws[a] as number) - (draws[b] as number));
  const once = labels.length > MANY_ROWS;
  return dealFolds(order, labels, { classes: intents.length + 1, parts: once ? 5 : 4, once });
}
