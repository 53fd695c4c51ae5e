import { bestOf, fitTemperature, fitTrust, gateFor, shareOf, trusted } from './calibration.ts';
import type { JudgedScores } from './calibration.ts';
import { addRow, marginOf, newMarginState, solveMargin } from './margin-solver.ts';
import type { MarginState } from './margin-solver.ts';
import { encodeModel } from './model-format.ts';
import type { ModelHead } from './model-format.ts';
import { OUT_OF_SCOPE_LINES } from './out-of-scope-lines.ts';
import { keepHeaviest, presenceOf } from './prune.ts';
import { fitScopeHead, inScopeProbability, scopeScore, thresholdByInScope } from './scope-head.ts';
import { shuffle, seededRandom } from './seeded-order.ts';
import { buildTrainingSet, checkExamples } from './training-set.ts';
import type { LabelledText, TrainingSet } from './training-set.ts';
import { TrainingDataError } from './training-error.ts';

export type TrainOptions = {
  /** The model is pruned to at most so many bytes. */
  byteBudget?: number;
  seed?: number;
  /** Lines that are no intent of anybody's shop. Absent: our own. [] = none. */
  negatives?: readonly string[];
};

/** More weights than this a class change no answers but take time. */
const BYTES_PER_INTENT = 9_000;
/** Of many examples it is known which features messages hold: weights on what hardly counts are of no use. */
const BYTES_PER_INTENT_OF_MANY = 7_500;
const MANY_OF_AN_INTENT = 100;
const LEAST_BYTE_BUDGET = 290_000;
const MOST_BYTE_BUDGET = 2_000_000;
const COST = 0.5;
const PASSES = 12;
const FOLD_PASSES = 3;
const TOLERANCE = 0.1;
/** This share of the in-scope messages may be refused though they would be answered rightly. */
export const REFUSED_RIGHT = 0.007;
/** Few examples: with a quarter of them held out, messages look stranger than they will to the model. */
const REFUSED_RIGHT_OF_FEW = 0.02;
/** Of few examples, those held out score a little too well: their words were counted when features were chosen. */
const SOBERING_OF_FEW = 0.9;
export const GATE_TARGETS: readonly number[] = [0.9, 0.95, 0.98, 0.99];

/**
 * Train an intent model from examples (`intent: null` = out of scope). Pure and deterministic: the same examples, options
 * and seed give the same bytes. Throws `TrainingDataError` with a sentence when the examples cannot make a model.
 */
export function trainIntentModel(
  examples: readonly LabelledText[],
  options: TrainOptions = {},
): Uint8Array<ArrayBuffer> {
  const steps = trainInSteps(examples, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.bytes;
  }
}

export type Trained = {
  bytes: Uint8Array<ArrayBuffer>;
  /** What the examples were taken for while they were held out; of a large set a fifth was. */
  judged: { truth: string | null; guess: string | null }[];
};

/** The same, a class at a time: whoever trains beside other work lets that go on in between. */
export function* trainInSteps(
  examples: readonly LabelledText[],
  options: TrainOptions = {},
): Generator<void, Trained> {
  const seed = options.seed ?? 1;
  const intents = checkExamples(examples);
  const byteBudget =
    options.byteBudget ?? defaultByteBudget(intents.length, isRich(examples, intents.length));
  if (!(byteBudget >= 10_000))
    throw new TrainingDataError('bad_option', 'The byte budget must be at least 10,000.');
  const set = buildTrainingSet(examples, intents, options.negatives ?? OUT_OF_SCOPE_LINES);
  const folds = chooseFolds(set, seed);
  const { quantised, scales, biases, judgedRows, judgedScores } = yield* solveAll(set, folds, seed);
  const head = fitHead(set, judgedRows, judgedScores, scales, biases, examples.length, folds.count > 1);
  yield;
  const bytes = encodeModel(
    keepHeaviest({
      head,
      hashes: set.hashes,
      idf: set.idf,
      presence: isRich(examples, intents.length) ? presenceOf(set) : null,
      dense: quantised,
      byteBudget,
    }),
  );
  return { bytes, judged: judgedOf(set, head, judgedRows, judgedScores, examples.length) };
}

/** As the finished model would have answered, had it not seen the line. Our own negatives are not the business's lines. */
function judgedOf(
  set: TrainingSet,
  head: ModelHead,
  judgedRows: Int32Array,
  judgedScores: readonly Float32Array[],
  examples: number,
): Trained['judged'] {
  const { intents, labels, knownWordShares } = set;
  const judged: Trained['judged'] = [];
  judgedRows.forEach((row, at) => {
    const scores = judgedScores[at];
    if (row >= examples || scores === undefined) return;
    const best = bestOf(scores, intents.length);
    const score = scopeScore(scores, intents.length, knownWordShares[row] ?? 0);
    const inScope = inScopeProbability(head.scope, score) >= head.scopeThreshold;
    judged.push({
      truth: intents[labels[row] ?? -1] ?? null,
      guess: inScope ? (intents[best] ?? null) : null,
    });
  });
  return judged;
}

/** Are there enough examples to know which features messages hold? */
function isRich(examples: readonly LabelledText[], intentCount: number): boolean {
  const inside = examples.filter((example) => example.intent !== null).length;
  return inside / intentCount >= MANY_OF_AN_INTENT;
}

function defaultByteBudget(intentCount: number, rich: boolean): number {
  const each = rich ? BYTES_PER_INTENT_OF_MANY : BYTES_PER_INTENT;
  return Math.max(LEAST_BYTE_BUDGET, Math.min(MOST_BYTE_BUDGET, intentCount * each));
}

type Folds = { foldOf: Int8Array; count: number };

/** Each judged row is held out once; of a large set, only a fifth is held out, once. */
function chooseFolds(set: TrainingSet, seed: number): Folds {
  const total = set.labels.length;
  const foldOf = new Int8Array(total).fill(-1);
  const order = Int32Array.from({ length: total }, (_, at) => at);
  shuffle(order, total, seededRandom(seed + 7));
  const large = total > 4_000;
  const parts = large ? 5 : 4;
  const seen = new Int32Array(set.intents.length + 1);
  for (const row of order) {
    if (set.judged[row] !== 1) continue;
    const label = set.labels[row] ?? 0;
    const fold = (seen[label] ?? 0) % parts;
    seen[label] = (seen[label] ?? 0) + 1;
    if (!large || fold === 0) foldOf[row] = fold;
  }
  return { foldOf, count: large ? 1 : parts };
}

type Solved = {
  /** [class][feature], in units of the class's scale. */
  quantised: Int8Array[];
  scales: number[];
  biases: number[];
  judgedRows: Int32Array;
  judgedScores: Float32Array[];
};

function* solveAll(set: TrainingSet, folds: Folds, seed: number): Generator<void, Solved> {
  const classes = set.intents.length + 1;
  const { rows, labels } = set;
  const judgedRows = Int32Array.from([...folds.foldOf.keys()].filter((row) => folds.foldOf[row] !== -1));
  const judgedScores = Array.from(judgedRows, () => new Float32Array(classes));
  const quantised: Int8Array[] = [];
  const scales: number[] = [];
  const biases: number[] = [];
  const signs = new Int8Array(rows.count);
  const held = newMarginState(rows);
  for (let one = 0; one < classes; one += 1) {
    yield;
    let positives = 0;
    for (let row = 0; row < rows.count; row += 1) {
      const own = labels[row] === one;
      if (own) positives += 1;
      signs[row] = own ? 1 : -1;
    }
    if (positives === 0) {
      quantised.push(new Int8Array(rows.width));
      scales.push(1);
      biases.push(-1);
      for (const scores of judgedScores) scores[one] = -1;
      continue;
    }
    const state = newMarginState(rows);
    solveMargin(rows, signs, state, {
      cost: COST,
      passes: PASSES,
      tolerance: TOLERANCE,
      seed: seed + one,
    });
    for (let fold = 0; fold < folds.count; fold += 1) {
      takeOutFold(set, signs, state, held, folds.foldOf, fold, seed + one);
      judgedRows.forEach((row, at) => {
        const scores = judgedScores[at];
        if (folds.foldOf[row] === fold && scores !== undefined) scores[one] = marginOf(rows, held, row);
      });
    }
    set.vocabulary.meaningPlaces.forEach((place, dimension) => {
      state.weights[place] = state.dense[dimension] ?? 0;
    });
    const { weights, scale } = quantise(state.weights, rows.width);
    quantised.push(weights);
    scales.push(scale);
    biases.push(state.weights[rows.width] ?? 0);
  }
  return { quantised, scales, biases, judgedRows, judgedScores };
}

/** Take a fold's examples out of the solution and settle the rest: much cheaper than training anew. */
function takeOutFold(
  set: TrainingSet,
  signs: Int8Array,
  state: MarginState,
  /** Overwritten with what is left: made anew for each fold it would cost more than the settling. */
  held: MarginState,
  foldOf: Int8Array,
  fold: number,
  seed: number,
): void {
  const { rows } = set;
  held.weights.set(state.weights);
  held.dense.set(state.dense);
  held.alphas.set(state.alphas);
  const kept = signs.slice();
  for (let row = 0; row < rows.count; row += 1) {
    const alpha = held.alphas[row] ?? 0;
    // A row that carried nothing will hardly start to: only those that did are settled again.
    if (alpha === 0) kept[row] = 0;
    if (foldOf[row] !== fold || alpha === 0) continue;
    kept[row] = 0;
    held.alphas[row] = 0;
    addRow(rows, held, row, -alpha * (signs[row] ?? 0));
  }
  solveMargin(rows, kept, held, { cost: COST, passes: FOLD_PASSES, tolerance: TOLERANCE, seed });
}

function quantise(weights: Float64Array, width: number): { weights: Int8Array; scale: number } {
  let largest = 0;
  for (let at = 0; at < width; at += 1) {
    const size = Math.abs(weights[at] as number);
    if (size > largest) largest = size;
  }
  const scale = largest === 0 ? 1 : largest / 127;
  const out = new Int8Array(width);
  for (let at = 0; at < width; at += 1) {
    const weight = weights[at] as number;
    if (weight !== 0) out[at] = Math.round(weight / scale);
  }
  return { weights: out, scale };
}

function fitHead(
  set: TrainingSet,
  judgedRows: Int32Array,
  judgedScores: Float32Array[],
  scales: number[],
  biases: number[],
  examples: number,
  few: boolean,
): ModelHead {
  const intentCount = set.intents.length;
  const inside: JudgedScores[] = [];
  judgedRows.forEach((row, at) => {
    const label = set.labels[row] ?? 0;
    const scores = judgedScores[at];
    if (label < intentCount && scores !== undefined) inside.push({ scores, label });
  });
  const temperature = fitTemperature(inside, intentCount);
  const guesses = inside.map(({ scores, label }) => {
    const best = bestOf(scores, intentCount);
    return { share: shareOf(scores, best, intentCount, temperature), right: best === label };
  });
  const trustHere = fitTrust(guesses);
  const trust = few ? { ...trustHere, slope: trustHere.slope * SOBERING_OF_FEW } : trustHere;
  const insideScores: number[] = [];
  const outsideScores: number[] = [];
  judgedRows.forEach((row, at) => {
    const score = scopeScore(judgedScores[at] ?? [], intentCount, set.knownWordShares[row] ?? 0);
    ((set.labels[row] ?? 0) < intentCount ? insideScores : outsideScores).push(score);
  });
  const scope = fitScopeHead(insideScores, outsideScores);
  const answers = guesses.map(({ share, right }, at) => ({
    confidence: trusted(share, trust),
    expected: trusted(share, trustHere),
    right,
    inScope: inScopeProbability(scope, insideScores[at] ?? 0),
  }));
  return {
    intents: set.intents,
    scales: scales.map((scale) => Math.fround(scale)),
    biases: biases.map((bias) => Math.fround(bias)),
    temperature,
    trust,
    scope,
    scopeThreshold: thresholdByInScope(answers, few ? REFUSED_RIGHT_OF_FEW : REFUSED_RIGHT) ?? 0.5,
    gates: GATE_TARGETS.map((target) => [target, gateFor(target, answers)]),
    examples,
    words: set.words.join(' '),
  };
}
