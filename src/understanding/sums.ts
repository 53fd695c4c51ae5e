import type { ModelParts } from './model-format.ts';
import type { Row } from './vocabulary.ts';

/**
 * The weights laid out for adding up, where a prediction spends most of its time. Weights are bytes and values are rounded
 * to whole steps, so two classes share one number, each in a half of its own: one multiplication serves both.
 */
export type Sums = {
  classes: number;
  /**
   * Two numbers a feature. Of one that speaks for many classes: where in `pairs` it starts, and -1. Of others: from where to
   * where in `entries`.
   */
  spans: Int32Array;
  /** Weight and class in one number. */
  entries: Int32Array;
  pairs: Float64Array;
};

/** From this share of the classes on, adding to all of them in pairs is less work than adding to some. */
const PAIRED_FROM_SHARE = 0.2;
/** Half of the 53 bits in which a double counts exactly; sums stay below, either sign. */
const HALF = 2 ** 26;
const LARGEST_SUM = 2 ** 25;
const LARGEST_WEIGHT = 127;
const CLASS_BITS = 9;
export const MOST_CLASSES = 2 ** CLASS_BITS;
const CLASS_MASK = MOST_CLASSES - 1;

/** Features that speak for many classes come first: messages hold them most, and what is often used lies together. */
export type LaidOut = { hashes: Int32Array; idf: Uint8Array; sums: Sums };

export function layOut(parts: ModelParts): LaidOut {
  const { head, starts, classes, weights } = parts;
  const count = head.scales.length;
  const width = (count + 1) >> 1;
  const order = mostClassesFirst(starts, count);
  const spans = new Int32Array(order.length * 2);
  let paired = 0;
  let single = 0;
  order.forEach((feature, place) => {
    const length = lengthOf(starts, feature);
    const inPairs = length > count * PAIRED_FROM_SHARE;
    spans[place * 2] = inPairs ? paired : single;
    spans[place * 2 + 1] = inPairs ? -1 : single + length;
    if (inPairs) paired += width;
    else single += length;
  });
  const entries = new Int32Array(single);
  const pairs = new Float64Array(paired);
  order.forEach((feature, place) => {
    const into = spans[place * 2] as number;
    const inPairs = spans[place * 2 + 1] === -1;
    const from = starts[feature] as number;
    const to = starts[feature + 1] as number;
    for (let at = from; at < to; at += 1) {
      const one = classes[at] as number;
      const weight = weights[at] as number;
      const pair = into + (one >> 1);
      if (inPairs) pairs[pair] = (pairs[pair] as number) + (one % 2 === 0 ? weight : weight * HALF);
      else entries[into + at - from] = (weight << CLASS_BITS) | one;
    }
  });
  return {
    hashes: order.map((feature) => parts.hashes[feature] as number),
    idf: Uint8Array.from(order, (feature) => parts.idf[feature] as number),
    sums: { classes: count, spans, entries, pairs },
  };
}

function lengthOf(starts: Int32Array, feature: number): number {
  return (starts[feature + 1] as number) - (starts[feature] as number);
}

/** By counting, because there are tens of thousands. */
function mostClassesFirst(starts: Int32Array, classes: number): Int32Array {
  const features = starts.length - 1;
  const next = new Int32Array(classes + 2);
  for (let feature = 0; feature < features; feature += 1) {
    const rank = classes - lengthOf(starts, feature) + 1;
    next[rank] = (next[rank] as number) + 1;
  }
  for (let rank = 1; rank < next.length; rank += 1)
    next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  const order = new Int32Array(features);
  for (let feature = 0; feature < features; feature += 1) {
    const rank = classes - lengthOf(starts, feature);
    order[next[rank] as number] = feature;
    next[rank] = (next[rank] as number) + 1;
  }
  return order;
}

// Scratch space of the isolate, as large as there can be classes.
const single = new Int32Array(MOST_CLASSES);
const double = new Float64Array(MOST_CLASSES / 2);
/** Features that wait to be added in pairs: where they start, and their values in steps. */
const waitingAt = new Int32Array(4);
const waiting = new Float64Array(4);

/** What the message gives each class, in units of the class's scale. */
export function addUp(sums: Sums, row: Row, scores: Float64Array): void {
  const { classes, spans, entries } = sums;
  const { places, values, size } = row;
  const width = (classes + 1) >> 1;
  single.fill(0, 0, classes);
  double.fill(0, 0, width);
  const stepsOfUnit = stepsFor(row);
  let waits = 0;
  for (let entry = 0; entry < size; entry += 1) {
    const span = (places[entry] as number) * 2;
    const from = spans[span] as number;
    const to = spans[span + 1] as number;
    const value = Math.round((values[entry] as number) * stepsOfUnit);
    if (to === -1) {
      waitingAt[waits] = from;
      waiting[waits] = value;
      waits += 1;
      if (waits === 4) {
        addPairs(sums.pairs, width);
        waits = 0;
      }
      continue;
    }
    for (let at = from; at < to; at += 1) {
      const packed = entries[at] as number;
      const one = packed & CLASS_MASK;
      single[one] = ((single[one] as number) + Math.imul(value, packed >> CLASS_BITS)) | 0;
    }
  }
  if (waits > 0) {
    waiting.fill(0, waits);
    // Where a larger model left off is nowhere here.
    waitingAt.fill(0, waits);
    addPairs(sums.pairs, width);
  }
  const unit = 1 / stepsOfUnit;
  for (let one = 0; one < classes; one += 1) {
    const sum = double[one >> 1] as number;
    const high = Math.round(sum / HALF);
    const half = (one & 1) === 0 ? sum - high * HALF : high;
    scores[one] = ((single[one] as number) + half) * unit;
  }
}

/** Four features at a time: each sum is fetched and put back once for all of them. */
function addPairs(pairs: Float64Array, width: number): void {
  const a = waiting[0] as number;
  const b = waiting[1] as number;
  const c = waiting[2] as number;
  const d = waiting[3] as number;
  const aAt = waitingAt[0] as number;
  const bAt = waitingAt[1] as number;
  const cAt = waitingAt[2] as number;
  const dAt = waitingAt[3] as number;
  for (let at = 0; at < width; at += 1) {
    double[at] =
      (double[at] as number) +
      a * (pairs[aAt + at] as number) +
      b * (pairs[bAt + at] as number) +
      (c * (pairs[cAt + at] as number) + d * (pairs[dAt + at] as number));
  }
}

/** As fine as the largest sum that these values can make allows. */
function stepsFor({ values, size }: Row): number {
  let total = 0;
  for (let entry = 0; entry < size; entry += 1) total += Math.abs(values[entry] as number);
  // Rounding adds half a step a value at most.
  return (LARGEST_SUM / LARGEST_WEIGHT - size / 2) / Math.max(1, total);
}
