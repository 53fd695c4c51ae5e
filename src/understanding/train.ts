import { bestOf } from './calibration.ts';
import { fitHead } from './fit-head.ts';
import { encodeModel } from './model-format.ts';
import type { ModelHead } from './model-format.ts';
import { OUT_OF_SCOPE_LINES } from './out-of-scope-lines.ts';
import { keepHeaviest, presenceOf } from './prune.ts';
import { inScopeProbability, scopeScore } from './scope-head.ts';
import { solveIntents } from './solve-intents.ts';
import type { Solved } from './solve-intents.ts';
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
const SMALL_SET = 500;

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

/** The same in steps of some 10 ms, few of them longer: whoever trains beside other work lets that go on in between. */
export function* trainInSteps(
  examples: readonly LabelledText[],
  options: TrainOptions = {},
): Generator<void, Trained> {
  const seed = options.seed ?? 1;
  const intents = checkExamples(examples);
  const rich = isRich(examples, intents.length);
  const byteBudget = options.byteBudget ?? defaultByteBudget(intents.length, rich);
  if (!(byteBudget >= 10_000))
    throw new TrainingDataError('bad_option', 'The byte budget must be at least 10,000.');
  const set = yield* buildTrainingSet(examples, intents, options.negatives ?? ownNegatives(examples.length));
  const solved = yield* solveIntents(set, seed);
  const head = yield* fitHead(set, solved, examples.length);
  yield;
  const parts = yield* keepHeaviest({
    head,
    hashes: set.hashes,
    idf: set.idf,
    presence: rich ? presenceOf(set) : null,
    units: solved.units,
    entries: solved.entries,
    byteBudget,
  });
  yield;
  const bytes = encodeModel(parts);
  return { bytes, judged: judgedOf(set, head, solved) };
}

/** As the finished model would have answered, had it not seen the line. Our own negatives are not the business's lines. */
function judgedOf(
  set: TrainingSet,
  head: ModelHead,
  { judgedRows, judgedScores }: Solved,
): Trained['judged'] {
  const { intents, labels, knownWordShares } = set;
  const judged: Trained['judged'] = [];
  judgedRows.forEach((row, at) => {
    const scores = judgedScores[at];
    if (set.own[row] !== 1 || scores === undefined) return;
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

/** Half of our lines say as much to a small set, and it is trained in three quarters of the time. */
function ownNegatives(examples: number): readonly string[] {
  return examples < SMALL_SET ? OUT_OF_SCOPE_LINES.filter((_, at) => at % 2 === 0) : OUT_OF_SCOPE_LINES;
}

function defaultByteBudget(intentCount: number, rich: boolean): number {
  const each = rich ? BYTES_PER_INTENT_OF_MANY : BYTES_PER_INTENT;
  return Math.max(LEAST_BYTE_BUDGET, Math.min(MOST_BYTE_BUDGET, intentCount * each));
}
