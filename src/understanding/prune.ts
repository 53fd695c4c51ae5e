import type { ModelHead, ModelParts } from './model-format.ts';
import type { TrainingSet } from './training-set.ts';

const BYTES_PER_FEATURE = 6;
/** So finely weights are told apart when the cut is looked for. */
const STEPS = 1_024;

export type DenseModel = {
  head: ModelHead;
  hashes: Int32Array;
  idf: Uint8Array;
  /** What a message that holds the feature gives it, on average. null = not known well enough: weights count alone. */
  presence: Float32Array | null;
  /** [class][feature], in units of the class's scale. */
  dense: Int8Array[];
  byteBudget: number;
};

/**
 * Keep the weights that fit into the budget and move sums most where they count at all: a heavy weight on what messages
 * hold little of moves less than a lighter one on a rare word. Features without any go.
 */
export function keepHeaviest(model: DenseModel): ModelParts {
  const { entries, features } = countOf(model.dense, model.hashes.length);
  const wide = model.head.scales.length > 255 ? 1 : 0;
  const room = model.byteBudget - 64 - new TextEncoder().encode(JSON.stringify(model.head)).length;
  // A small set fits as it is, and is trained while somebody waits.
  if (entries * (2 + wide) + features * (BYTES_PER_FEATURE + wide) <= room) return sparse(model);
  return sparse({ ...model, dense: pruned(model, room, wide) });
}

/** What the rows that hold a feature give it, on average; meanings are in every row and always stay. */
export function presenceOf({ rows, vocabulary }: TrainingSet): Float32Array {
  const { columns, values, width } = rows;
  const sums = new Float32Array(width);
  const counts = new Int32Array(width);
  for (let entry = 0; entry < columns.length; entry += 1) {
    const column = columns[entry] as number;
    sums[column] = (sums[column] as number) + (values[entry] as number);
    counts[column] = (counts[column] as number) + 1;
  }
  for (let column = 0; column < width; column += 1) {
    if (counts[column] !== 0) sums[column] = (sums[column] as number) / (counts[column] as number);
  }
  for (const place of vocabulary.meaningPlaces) if (place !== -1) sums[place] = 1;
  return sums;
}

function countOf(dense: readonly Int8Array[], width: number): { entries: number; features: number } {
  const counts = entriesOf(dense, width);
  let entries = 0;
  let features = 0;
  for (let feature = 0; feature < width; feature += 1) {
    const count = counts[feature] as number;
    entries += count;
    if (count !== 0) features += 1;
  }
  return { entries, features };
}

function entriesOf(dense: readonly Int8Array[], width: number): Int32Array {
  const counts = new Int32Array(width);
  for (const weights of dense) {
    for (let feature = 0; feature < width; feature += 1)
      if (weights[feature] !== 0) counts[feature] = (counts[feature] as number) + 1;
  }
  return counts;
}

function pruned(model: DenseModel, room: number, wide: number): Int8Array[] {
  const { head, dense } = model;
  const width = model.hashes.length;
  const presence = model.presence ?? new Float32Array(width).fill(1);
  const heaviest = new Float64Array(width);
  dense.forEach((weights, one) => {
    const scale = head.scales[one] ?? 1;
    for (let feature = 0; feature < width; feature += 1) {
      const size = Math.abs(weights[feature] as number) * scale * (presence[feature] as number);
      if (size > (heaviest[feature] as number)) heaviest[feature] = size;
    }
  });
  const perUnit = STEPS / (heaviest.reduce((a, b) => Math.max(a, b), 0) || 1);
  // For each cut: how many weights stay, and how many features have at least one.
  const weightsAt = new Int32Array(STEPS + 1);
  const featuresAt = new Int32Array(STEPS + 1);
  const stepOf = (size: number): number => Math.min(STEPS, Math.floor(size * perUnit));
  dense.forEach((weights, one) => {
    const scale = head.scales[one] ?? 1;
    for (let feature = 0; feature < width; feature += 1) {
      const units = weights[feature] as number;
      if (units === 0) continue;
      const step = stepOf(Math.abs(units) * scale * (presence[feature] as number));
      weightsAt[step] = (weightsAt[step] as number) + 1;
    }
  });
  for (const size of heaviest) {
    if (size !== 0) featuresAt[stepOf(size)] = (featuresAt[stepOf(size)] ?? 0) + 1;
  }
  let cut = STEPS + 1;
  let bytes = 0;
  while (cut > 0) {
    bytes += (weightsAt[cut - 1] ?? 0) * (2 + wide) + (featuresAt[cut - 1] ?? 0) * (BYTES_PER_FEATURE + wide);
    if (bytes > room) break;
    cut -= 1;
  }
  return dense.map((weights, one) => {
    const scale = head.scales[one] ?? 1;
    return weights.map((units, feature) =>
      stepOf(Math.abs(units) * scale * (presence[feature] as number)) >= cut ? units : 0,
    );
  });
}

function sparse({ head, dense, hashes, idf }: DenseModel): ModelParts {
  const width = hashes.length;
  const counts = entriesOf(dense, width);
  const { entries, features } = countOf(dense, width);
  const parts: ModelParts = {
    head,
    hashes: new Int32Array(features),
    idf: new Uint8Array(features),
    starts: new Int32Array(features + 1),
    classes: new Uint16Array(entries),
    weights: new Int8Array(entries),
  };
  // Where the feature's next entry goes.
  const next = new Int32Array(width);
  let place = 0;
  for (let feature = 0; feature < width; feature += 1) {
    if (counts[feature] === 0) continue;
    parts.hashes[place] = hashes[feature] as number;
    parts.idf[place] = idf[feature] as number;
    next[feature] = parts.starts[place] as number;
    parts.starts[place + 1] = (parts.starts[place] as number) + (counts[feature] as number);
    place += 1;
  }
  dense.forEach((weights, one) => {
    for (let feature = 0; feature < width; feature += 1) {
      const units = weights[feature] as number;
      if (units === 0) continue;
      const entry = next[feature] as number;
      next[feature] = entry + 1;
      parts.classes[entry] = one;
      parts.weights[entry] = units;
    }
  });
  return parts;
}
