/** Vectors for words such that the sum over a sentence's words points where the teacher points for the sentence. */
import { principalAxes } from './principal-axes.ts';
import { seededRandom, shuffle } from './seeded-order.ts';

export type FitInput = {
  /** For each sentence the places of its words. */
  sentences: readonly Int32Array[];
  /** For each sentence the teacher's row. */
  taught: Float32Array;
  taughtWidth: number;
  words: number;
  dimensions: number;
};

export type Fit = {
  vectors: Float32Array;
  /** Mean cosine with the teacher on sentences that were held out. */
  heldOut: number;
};

const EPOCHS = 6;
const BATCH = 512;
const STEP = 0.01;
const LAST_STEP = 1e-4;
const HELD_OUT_SHARE = 0.02;
/** Of Adam: what is remembered of earlier gradients and of their squares. */
const MEMORY = 0.9;
const MEMORY_OF_SQUARES = 0.98;

export function fitMeanings(input: FitInput): Fit {
  const { sentences, words, dimensions } = input;
  const targets = targetsOf(input);
  const vectors = startingVectors(input, targets);
  const random = seededRandom(99);
  const held: number[] = [];
  const kept: number[] = [];
  sentences.forEach((own, at) => {
    if (own.length > 0) (random() < HELD_OUT_SHARE ? held : kept).push(at);
  });
  const order = Int32Array.from(kept);
  const slope = new Float32Array(vectors.length);
  const memory = new Float32Array(vectors.length);
  const squares = new Float32Array(vectors.length);
  const lastBatch = new Int32Array(words).fill(-1);
  const sum = new Float32Array(dimensions);
  const batches = Math.floor(order.length / BATCH);
  for (let batch = 0; batch < EPOCHS * batches; batch += 1) {
    const from = (batch % batches) * BATCH;
    if (from === 0) shuffle(order, order.length, random);
    const touched: number[] = [];
    for (const sentence of order.subarray(from, from + BATCH)) {
      const own = sentences[sentence] ?? new Int32Array(0);
      const { length, cosine } = compare(own, vectors, targets, sentence, sum);
      if (length === 0) continue;
      for (const word of own) {
        if (lastBatch[word] !== batch) {
          lastBatch[word] = batch;
          touched.push(word);
          slope.fill(0, word * dimensions, (word + 1) * dimensions);
        }
        // Up the gradient of the cosine.
        for (let at = 0; at < dimensions; at += 1) {
          const place = word * dimensions + at;
          const target = targets[sentence * dimensions + at] as number;
          slope[place] =
            (slope[place] as number) + (target - (cosine * (sum[at] as number)) / length) / length;
        }
      }
    }
    const step = STEP * (1 - batch / (EPOCHS * batches)) + LAST_STEP;
    for (const word of touched) {
      for (let place = word * dimensions; place < (word + 1) * dimensions; place += 1) {
        const up = slope[place] as number;
        memory[place] = MEMORY * (memory[place] as number) + (1 - MEMORY) * up;
        squares[place] = MEMORY_OF_SQUARES * (squares[place] as number) + (1 - MEMORY_OF_SQUARES) * up * up;
        vectors[place] =
          (vectors[place] as number) +
          (step * (memory[place] as number)) / (Math.sqrt(squares[place] as number) + 1e-4);
      }
    }
  }
  const cosines = held.map(
    (sentence) => compare(sentences[sentence] ?? new Int32Array(0), vectors, targets, sentence, sum).cosine,
  );
  return { vectors, heldOut: cosines.reduce((a, b) => a + b, 0) / (cosines.length || 1) };
}

/** The teacher's rows on their principal axes, of length one. */
function targetsOf({ taught, taughtWidth, dimensions, sentences }: FitInput): Float32Array {
  const { mean, axes } = principalAxes(taught, taughtWidth, dimensions);
  const targets = new Float32Array(sentences.length * dimensions);
  for (let row = 0; row < sentences.length; row += 1) {
    const to = row * dimensions;
    for (let from = 0; from < taughtWidth; from += 1) {
      const value = (taught[row * taughtWidth + from] as number) - (mean[from] as number);
      for (let axis = 0; axis < dimensions; axis += 1) {
        targets[to + axis] =
          (targets[to + axis] as number) + value * (axes[from * dimensions + axis] as number);
      }
    }
    let squares = 0;
    for (let axis = 0; axis < dimensions; axis += 1) squares += (targets[to + axis] as number) ** 2;
    const factor = 1 / Math.sqrt(squares || 1);
    for (let axis = 0; axis < dimensions; axis += 1)
      targets[to + axis] = (targets[to + axis] as number) * factor;
  }
  return targets;
}

/** A word begins as its share of the sentences that it is in. */
function startingVectors({ sentences, words, dimensions }: FitInput, targets: Float32Array): Float32Array {
  const vectors = new Float32Array(words * dimensions);
  const counts = new Int32Array(words);
  sentences.forEach((own, sentence) => {
    for (const word of own) {
      counts[word] = (counts[word] ?? 0) + 1;
      for (let at = 0; at < dimensions; at += 1) {
        const place = word * dimensions + at;
        vectors[place] =
          (vectors[place] as number) + (targets[sentence * dimensions + at] as number) / own.length;
      }
    }
  });
  for (let place = 0; place < vectors.length; place += 1)
    vectors[place] = (vectors[place] as number) / Math.max(1, counts[Math.floor(place / dimensions)] ?? 1);
  return vectors;
}

/** Leaves the sum of the words' vectors in `sum`. */
function compare(
  words: Int32Array,
  vectors: Float32Array,
  targets: Float32Array,
  sentence: number,
  sum: Float32Array,
): { length: number; cosine: number } {
  const width = sum.length;
  sum.fill(0);
  for (const word of words) {
    const from = word * width;
    for (let at = 0; at < width; at += 1) sum[at] = (sum[at] as number) + (vectors[from + at] as number);
  }
  let along = 0;
  let squares = 0;
  for (let at = 0; at < width; at += 1) {
    along += (sum[at] as number) * (targets[sentence * width + at] as number);
    squares += (sum[at] as number) ** 2;
  }
  const length = Math.sqrt(squares);
  return { length, cosine: length === 0 ? 0 : along / length };
}
