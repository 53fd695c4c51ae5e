import { solveClasses, takeOut } from './class-solver.ts';
import { dealFolds } from './folds.ts';
import { newClassBlock, nextClassBlock, sumMargins } from './margin-solver.ts';
import type { ClassBlock } from './margin-solver.ts';
import { inOrder, seededRandom } from './seeded-order.ts';
import type { TrainingSet } from './training-set.ts';

const COST = 0.5;
/** Looks at all rows cost little where there are few of them. */
const ROUNDS_OF_FEW = [1, 1, 1, 1, 1, 1, 1, 1];
const ROUNDS_OF_MANY = [2, 4, 4];
/** A margin that is off by less changes no answer. */
const NEGLIGIBLE = 0.005;
/** In a small set classes are solved side by side until the last of them is near; in blocks, each block stops by itself. */
const TOLERANCE = 0.1;
const TOLERANCE_IN_BLOCKS = 0.05;
/** In a set of more rows than this, one fifth is judged instead of everything. */
const MANY_ROWS = 4_000;
/** More than there are, so that a draw and a row share one number. */
const MOST_ROWS = 2 ** 17;
/** Weights of the classes that are solved at once: they should stay near the processor. */
const WEIGHTS_AT_ONCE = 400_000;

const LARGEST_UNIT = 127;
const WITHOUT_SIGN = 0x7fffffff;
/** In small bites, because a function that is called again is compiled sooner than one that only runs on. */
const FEATURES_AT_ONCE = 200;
const FEATURES_A_STEP = 20_000;

export type Solved = {
  /** [feature][class], in units of the class's scale: -127 to 127. */
  units: Int8Array;
  /** So many of them are not zero. */
  entries: number;
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
  const judgedRows = inOrder(rows.count).filter((row) => foldOf[row] !== -1);
  const solved: Solved = {
    units: new Int8Array(set.hashes.length * classes),
    entries: 0,
    scales: Array.from({ length: classes }, () => 1),
    biases: Array.from({ length: classes }, () => -1),
    judgedRows,
    judgedScores: Array.from(judgedRows, () => new Float32Array(classes).fill(-1)),
    few: folds > 1,
  };
  // Where no line is out of scope, that class has nothing to learn from and says -1 to everything.
  const learned = labels.includes(classes - 1) ? classes : classes - 1;
  const blocks = Math.ceil((learned * (rows.width + 1)) / WEIGHTS_AT_ONCE);
  const each = Math.ceil(learned / blocks / 4) * 4;
  const options = {
    cost: COST,
    rounds: rows.count > MANY_ROWS ? ROUNDS_OF_MANY : ROUNDS_OF_FEW,
    negligible: NEGLIGIBLE,
    tolerance: blocks > 1 ? TOLERANCE_IN_BLOCKS : TOLERANCE,
    random: seededRandom(seed),
  };
  let block = newClassBlock(rows, labels, 0, Math.min(each, learned));
  let held = newClassBlock(rows, labels, 0, block.count);
  for (let first = 0; first < learned; first += each) {
    if (first !== 0) {
      const count = Math.min(each, learned - first);
      block = nextClassBlock(block, first, count);
      held = nextClassBlock(held, first, count);
    }
    yield* solveClasses(block, options);
    yield* quantise(block, solved);
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

/** The weights of a block in whole units of its classes' scales. */
function* quantise(block: ClassBlock, solved: Solved): Generator<void, void> {
  const { units, scales, biases } = solved;
  const { count, first, stride, rows, weights } = block;
  const unitsOfWeight = largestWeights(block).map((size) => (size === 0 ? 1 : LARGEST_UNIT / size));
  for (let from = 0; from < rows.width; from += FEATURES_AT_ONCE) {
    const to = Math.min(rows.width, from + FEATURES_AT_ONCE);
    solved.entries += quantiseFeatures(block, unitsOfWeight, units, scales.length, from, to);
    if (to % FEATURES_A_STEP === 0) yield;
  }
  const constant = rows.width * stride;
  for (let one = 0; one < count; one += 1) {
    scales[first + one] = 1 / (unitsOfWeight[one] as number);
    biases[first + one] = weights[constant + one] as number;
  }
}

/** @returns how many are not zero */
function quantiseFeatures(
  { count, first, stride, weights }: ClassBlock,
  unitsOfWeight: Float64Array,
  units: Int8Array,
  classes: number,
  from: number,
  to: number,
): number {
  let entries = 0;
  for (let feature = from; feature < to; feature += 1) {
    const line = feature * stride;
    const put = feature * classes + first;
    for (let one = 0; one < count; one += 1) {
      const weight = weights[line + one] as number;
      if (weight === 0) continue;
      const unit = Math.round(weight * (unitsOfWeight[one] as number));
      if (unit === 0) continue;
      units[put + one] = unit;
      entries += 1;
    }
  }
  return entries;
}

/** Of each class, the constant aside. */
function largestWeights({ count, stride, rows, weights }: ClassBlock): Float64Array {
  // Sizes are in the order of their bits, which need no memory while they are compared.
  const bits = new Int32Array(weights.buffer, weights.byteOffset, rows.width * stride);
  const largest = new Int32Array(stride);
  for (let one = 0; one < stride; one += 4) raiseFour(largest, bits, one);
  return Float64Array.from(new Float32Array(largest.buffer, 0, count));
}

function raiseFour(largest: Int32Array, bits: Int32Array, one: number): void {
  const stride = largest.length;
  const to = bits.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = one; at < to; at += stride) {
    const first = (bits[at] as number) & WITHOUT_SIGN;
    if (first > a) a = first;
    const second = (bits[at + 1] as number) & WITHOUT_SIGN;
    if (second > b) b = second;
    const third = (bits[at + 2] as number) & WITHOUT_SIGN;
    if (third > c) c = third;
    const fourth = (bits[at + 3] as number) & WITHOUT_SIGN;
    if (fourth > d) d = fourth;
  }
  largest[one] = a;
  largest[one + 1] = b;
  largest[one + 2] = c;
  largest[one + 3] = d;
}

/**
 * Each judged row is held out once; of a large set, only a fifth is held out, once. Its text decides when: thresholds hardly
 * move when lines are added or come in another order.
 */
function chooseFolds({ labels, judged, draws, intents }: TrainingSet): { foldOf: Int8Array; count: number } {
  const rows = inOrder(labels.length).filter((row) => judged[row] === 1);
  // As numbers they are sorted natively.
  const drawn = Float64Array.from(rows, (row) => (draws[row] as number) * MOST_ROWS + row).sort();
  const order = Int32Array.from(drawn, (key) => key % MOST_ROWS);
  const once = labels.length > MANY_ROWS;
  return dealFolds(order, labels, { classes: intents.length + 1, parts: once ? 5 : 4, once });
}
