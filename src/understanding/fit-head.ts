import { bestOf, fitTemperature, fitTrust, gatesFor, shareOf, trusted } from './calibration.ts';
import type { JudgedScores } from './calibration.ts';
import type { ModelHead } from './model-format.ts';
import { fitScopeHead, inScopeProbability, scopeScore, thresholdByInScope } from './scope-head.ts';
import type { Solved } from './solve-intents.ts';
import type { TrainingSet } from './training-set.ts';

/** This share of the in-scope messages may be refused though they would be answered rightly. */
export const REFUSED_RIGHT = 0.007;
/** Few examples: with a quarter of them held out, messages look stranger than they will to the model. */
const REFUSED_RIGHT_OF_FEW = 0.02;
/** Of few examples, those held out score a little too well: their words were counted when features were chosen. */
const SOBERING_OF_FEW = 0.9;
export const GATE_TARGETS: readonly number[] = [0.9, 0.95, 0.98, 0.99];

/** What answers are worth: all of it from the scores of rows that were held out. */
export function* fitHead(
  set: TrainingSet,
  { judgedRows, judgedScores, scales, biases, few }: Solved,
  examples: number,
): Generator<void, ModelHead> {
  const intentCount = set.intents.length;
  const inside: JudgedScores[] = [];
  judgedRows.forEach((row, at) => {
    const label = set.labels[row] ?? 0;
    const scores = judgedScores[at];
    if (label < intentCount && scores !== undefined) inside.push({ scores, label });
  });
  const temperature = fitTemperature(inside, intentCount);
  yield;
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
  yield;
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
    gates: gatesFor(GATE_TARGETS, answers),
    examples,
    words: set.words.join(' '),
  };
}
