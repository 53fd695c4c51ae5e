import type { ModelParts } from './model-format.ts';
import { MEANING_WEIGHT } from './vocabulary.ts';
import type { Row, Vocabulary } from './vocabulary.ts';
import { MEANING_DIMENSIONS } from './word-meanings.ts';

/**
 * The weights laid out for adding up, where a prediction spends most of its time. Weights are bytes and values are rounded
 * to whole steps, so two classes share one double, each in a half of its own: one multiplication serves both.
 */
export type Sums = {
  classes: number;
  /** For features of some classes: from `starts`, weight and class in one number. */
  starts: Int32Array;
  entries: Int32Array;
  /** For features that speak for most classes: where in `pairs` they start; -1 = they are among the entries. */
  pairStarts: Int32Array;
  pairs: Float64Array;
  /** The same for the dimensions of meaning, which every message has. */
  meaningPairs: Float64Array;
};

/** From this share of the classes on, adding to all of them in pairs is less work than adding to some. */
const PAIRED_FROM_SHARE = 0.7;
/** Half of the 53 bits in which a double counts exactly; sums stay below, either sign. */
const HALF = 2 ** 27;
const LARGEST_SUM = 2 ** 26;
const LARGEST_WEIGHT = 127;
/** A meaning has length one, so that its 64 numbers add up to 8 at most. */
const MEANING_STEPS = 2 ** 16;
const CLASS_BITS = 9;
const CLASS_MASK = 2 ** CLASS_BITS - 1;

export function layOut({ head, starts, classes, weights }: ModelParts, vocabulary: Vocabulary): Sums {
  const count = head.scales.length;
  const width = Math.ceil(count / 2);
  const features = starts.length - 1;
  const meanings = new Set(vocabulary.meaningPlaces);
  const pairStarts = new Int32Array(features).fill(-1);
  const entryStarts = new Int32Array(features + 1);
  let paired = 0;
  for (let place = 0; place < features; place += 1) {
    const length = (starts[place + 1] ?? 0) - (starts[place] ?? 0);
    const inPairs = length > count * PAIRED_FROM_SHARE && !meanings.has(place);
    if (inPairs) {
      pairStarts[place] = paired;
      paired += width;
    }
    entryStarts[place + 1] = (entryStarts[place] ?? 0) + (inPairs || meanings.has(place) ? 0 : length);
  }
  const entries = new Int32Array(entryStarts[features] ?? 0);
  const pairs = new Float64Array(paired);
  const meaningPairs = new Float64Array(width * MEANING_DIMENSIONS);
  const put = (into: Float64Array, at: number, one: number, weight: number): void => {
    into[at] = (into[at] ?? 0) + (one % 2 === 0 ? weight : weight * HALF);
  };
  const dimensionOf = new Map([...vocabulary.meaningPlaces].map((place, dimension) => [place, dimension]));
  for (let place = 0; place < features; place += 1) {
    const dimension = dimensionOf.get(place);
    const pairStart = pairStarts[place] ?? -1;
    let next = entryStarts[place] ?? 0;
    const to = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < to; at += 1) {
      const one = classes[at] ?? 0;
      const weight = weights[at] ?? 0;
      if (dimension !== undefined)
        put(meaningPairs, (one >> 1) * MEANING_DIMENSIONS + dimension, one, weight);
      else if (pairStart !== -1) put(pairs, pairStart + (one >> 1), one, weight);
      else {
        entries[next] = (weight << CLASS_BITS) | one;
        next += 1;
      }
    }
  }
  return { classes: count, starts: entryStarts, entries, pairStarts, pairs, meaningPairs };
}

// Scratch space of the isolate, as large as there can be classes.
const single = new Int32Array(CLASS_MASK + 1);
const double = new Float64Array((CLASS_MASK + 1) / 2);
const steps = new Float64Array(MEANING_DIMENSIONS);

/** What the message gives each class, in units of the class's scale. */
export function addUp(sums: Sums, row: Row, meaning: Float32Array | null, scores: Float64Array): void {
  const { classes, starts, entries, pairStarts, pairs } = sums;
  const { places, values, meaningFrom } = row;
  const width = (classes + 1) >> 1;
  single.fill(0, 0, classes);
  double.fill(0, 0, width);
  const stepsOfUnit = stepsFor(row);
  for (let entry = 0; entry < meaningFrom; entry += 1) {
    const place = places[entry] as number;
    const value = Math.round((values[entry] as number) * stepsOfUnit);
    let pair = pairStarts[place] as number;
    if (pair !== -1) {
      for (let at = 0; at < width; at += 1) {
        double[at] = (double[at] as number) + value * (pairs[pair] as number);
        pair += 1;
      }
      continue;
    }
    const to = starts[place + 1] as number;
    for (let at = starts[place] as number; at < to; at += 1) {
      const packed = entries[at] as number;
      const one = packed & CLASS_MASK;
      single[one] = ((single[one] as number) + Math.imul(value, packed >> CLASS_BITS)) | 0;
    }
  }
  for (let one = 0; one < classes; one += 1) scores[one] = (single[one] as number) / stepsOfUnit;
  for (let at = 0; at < width; at += 1) addPair(scores, at, double[at] as number, 1 / stepsOfUnit);
  if (meaning !== null) addMeaning(sums, meaning, scores);
}

/** As fine as the largest sum that these values can make allows. */
function stepsFor({ values, meaningFrom }: Row): number {
  let total = 0;
  for (let entry = 0; entry < meaningFrom; entry += 1) total += values[entry] as number;
  // Rounding adds half a step a value at most.
  const most = (LARGEST_SUM / LARGEST_WEIGHT - meaningFrom / 2) / Math.max(1, total);
  return 2 ** Math.floor(Math.log2(most));
}

function addPair(scores: Float64Array, at: number, sum: number, unit: number): void {
  const high = Math.round(sum / HALF);
  const one = at * 2;
  scores[one] = (scores[one] as number) + (sum - high * HALF) * unit;
  if (one + 1 < scores.length) scores[one + 1] = (scores[one + 1] as number) + high * unit;
}

/** Four sums side by side: one alone would wait for itself at every step. */
function addMeaning({ meaningPairs }: Sums, meaning: Float32Array, scores: Float64Array): void {
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    steps[dimension] = Math.round((meaning[dimension] as number) * MEANING_STEPS);
  const unit = MEANING_WEIGHT / MEANING_STEPS;
  let from = 0;
  for (let pair = 0; from < meaningPairs.length; pair += 1) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 4) {
      a += (steps[dimension] as number) * (meaningPairs[from] as number);
      b += (steps[dimension + 1] as number) * (meaningPairs[from + 1] as number);
      c += (steps[dimension + 2] as number) * (meaningPairs[from + 2] as number);
      d += (steps[dimension + 3] as number) * (meaningPairs[from + 3] as number);
      from += 4;
    }
    addPair(scores, pair, a + b + (c + d), unit);
  }
}
