/** A linear head on vectors of a pretrained encoder: what the embedded model is on words, with the same calibration. */
import type { IntentScore } from '../domain/understanding.ts';
import { bestOf, fitTemperature, gateFor, shareOf } from './calibration.ts';
import type { JudgedScores } from './calibration.ts';
import { solveClasses, takeOut } from './class-solver.ts';
import { dealFolds } from './folds.ts';
import { newClassBlock, sumMargins } from './margin-solver.ts';
import type { ClassBlock, Rows } from './margin-solver.ts';
import { fitScopeHead, inScopeProbability, scopeScore } from './scope-head.ts';
import type { ScopeHead } from './scope-head.ts';
import { inOrder, seededRandom, shuffle } from './seeded-order.ts';

export type EmbeddingHead = {
  /** The encoder whose vectors it reads. */
  encoder: string;
  intents: string[];
  dimensions: number;
  /** Of the examples: sentence vectors all lean the same way, and what tells them apart is the rest. */
  mean: Float32Array;
  /** For each intent, and last for "out of scope": a weight for each dimension and one for the constant. */
  weights: Float32Array;
  temperature: number;
  scope: ScopeHead;
  scopeThreshold: number;
  /** Right at least so often from this confidence on, by held-out examples. */
  gate: number;
  /** A few examples of each intent, for the prompt of the last stage. */
  samples: string[][];
};

/** Label `intents.length` = out of scope. */
export type VectorExample = { text: string; vector: Float32Array; label: number };

const COST = 1;
const NEGLIGIBLE = 0.01;
const TOLERANCE = 0.05;
const ROUNDS = [2, 3, 3];
const FOLDS = 4;
/** More classes than this hold out one fifth once, instead of each example once. */
const MANY_CLASSES = 30;
const TARGET = 0.95;
const REFUSED_IN_SCOPE = 0.05;
const SAMPLES = 3;
const MAX_SAMPLE_CHARS = 90;

/** @param breathe often: the isolate has conversations to serve too */
export async function trainEmbeddingHead(
  encoder: string,
  intents: readonly string[],
  examples: readonly VectorExample[],
  breathe: () => Promise<void>,
): Promise<EmbeddingHead> {
  const mean = meanOf(examples);
  const rows = denseRows(examples.map(({ vector }) => centred(vector, mean)));
  const labels = Int32Array.from(examples, ({ label }) => label);
  const { block, judged } = await solveAll(rows, labels, intents.length + 1, breathe);
  const inside = judged.filter(({ label }) => label < intents.length);
  const temperature = fitTemperature(inside, intents.length);
  const scopeOf = ({ scores }: JudgedScores): number => scopeScore(scores, intents.length, 1);
  const outside = judged.filter(({ label }) => label === intents.length);
  const scope = fitScopeHead(inside.map(scopeOf), outside.map(scopeOf));
  const chances = inside.map((one) => inScopeProbability(scope, scopeOf(one))).sort((a, b) => a - b);
  const answers = inside.map(({ scores, label }) => {
    const best = bestOf(scores, intents.length);
    return { confidence: shareOf(scores, best, intents.length, temperature), right: best === label };
  });
  return {
    encoder,
    intents: [...intents],
    dimensions: rows.denseWidth,
    mean,
    weights: byClass(block),
    temperature,
    scope,
    scopeThreshold: Math.min(0.5, chances[Math.floor(chances.length * REFUSED_IN_SCOPE)] ?? 0.5),
    gate: gateFor(TARGET, answers),
    samples: intents.map((_, place) => samplesOf(examples, place)),
  };
}

export type HeadAnswer = {
  intent: string | null;
  /** Given that the message is in scope. */
  confidence: number;
  inScope: number;
  ranked: IntentScore[];
};

export function classifyVector(head: EmbeddingHead, vector: Float32Array): HeadAnswer {
  const { intents, dimensions, weights } = head;
  const own = centred(vector, head.mean);
  const scores = new Float64Array(intents.length + 1);
  for (let one = 0; one < scores.length; one += 1) {
    const from = one * (dimensions + 1);
    let score = weights[from + dimensions] ?? 0;
    for (let at = 0; at < dimensions; at += 1) score += (weights[from + at] ?? 0) * (own[at] ?? 0);
    scores[one] = score;
  }
  const ranked = intents
    .map((intent, place) => ({
      intent,
      confidence: shareOf(scores, place, intents.length, head.temperature),
    }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, 5);
  const inScope = inScopeProbability(head.scope, scopeScore(scores, intents.length, 1));
  const first = ranked[0];
  return {
    intent: first === undefined || inScope < head.scopeThreshold ? null : first.intent,
    confidence: first?.confidence ?? 0,
    inScope,
    ranked,
  };
}

/** One-vs-rest, as the embedded model; each example judged by a solution without its fold. */
async function solveAll(
  rows: Rows,
  labels: Int32Array,
  classes: number,
  breathe: () => Promise<void>,
): Promise<{ block: ClassBlock; judged: JudgedScores[] }> {
  const order = inOrder(labels.length);
  const random = seededRandom(11);
  shuffle(order, order.length, random);
  const once = classes > MANY_CLASSES;
  const { foldOf, count: folds } = dealFolds(order, labels, { classes, parts: once ? 5 : FOLDS, once });
  const block = newClassBlock(rows, labels, 0, classes);
  const options = { cost: COST, rounds: ROUNDS, negligible: NEGLIGIBLE, tolerance: TOLERANCE, random };
  for (const _ of solveClasses(block, options)) await breathe();
  const held = newClassBlock(rows, labels, 0, classes);
  const judged: JudgedScores[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    for (const _ of takeOut(block, held, foldOf, fold, options)) await breathe();
    for (let row = 0; row < rows.count; row += 1) {
      if (foldOf[row] !== fold) continue;
      sumMargins(held, row);
      judged.push({ scores: Float32Array.from(held.margins.subarray(0, classes)), label: labels[row] ?? 0 });
    }
  }
  return { block, judged };
}

/** For each class its weights, and its constant. */
function byClass({ weights, count, stride }: ClassBlock): Float32Array {
  const columns = weights.length / stride;
  const turned = new Float32Array(count * columns);
  for (let one = 0; one < count; one += 1)
    for (let column = 0; column < columns; column += 1)
      turned[one * columns + column] = weights[column * stride + one] ?? 0;
  return turned;
}

function denseRows(vectors: readonly Float32Array[]): Rows {
  const count = vectors.length;
  const denseWidth = vectors[0]?.length ?? 0;
  const dense = new Float32Array(count * denseWidth);
  vectors.forEach((vector, row) => dense.set(vector, row * denseWidth));
  return {
    count,
    width: denseWidth,
    starts: new Int32Array(count + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
    denseWidth,
    dense,
    squaredLengths: Float64Array.from(vectors, (vector) =>
      vector.reduce((sum, value) => sum + value * value, 0),
    ),
  };
}

function meanOf(examples: readonly VectorExample[]): Float32Array {
  const mean = new Float32Array(examples[0]?.vector.length ?? 0);
  for (const { vector } of examples)
    for (let at = 0; at < mean.length; at += 1)
      mean[at] = (mean[at] ?? 0) + (vector[at] ?? 0) / examples.length;
  return mean;
}

/** Less the mean, and of length one again. */
function centred(vector: Float32Array, mean: Float32Array): Float32Array {
  const rest = vector.map((value, at) => value - (mean[at] ?? 0));
  const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0)) || 1;
  return rest.map((value) => value / length);
}

function samplesOf(examples: readonly VectorExample[], place: number): string[] {
  return examples
    .filter(({ label, text }) => label === place && text.length <= MAX_SAMPLE_CHARS)
    .slice(0, SAMPLES)
    .map(({ text }) => text);
}
