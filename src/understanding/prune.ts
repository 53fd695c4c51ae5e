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
  /** [feature][class], in units of the class's scale. */
  units: Int8Array;
  /** So many of them are not zero. */
  entries: number;
  byteBudget: number;
};

/**
 * Keep the weights that fit into the budget and move sums most where they count at all: a heavy weight on what messages
 * hold little of moves less than a lighter one on a rare word. Where not all fit, features without any go.
 */
export function* keepHeaviest(model: DenseModel): Generator<void, ModelParts> {
  const { head, hashes, presence, byteBudget, entries } = model;
  const scales = Float64Array.from(head.scales);
  const wide = scales.length > 255 ? 1 : 0;
  const room = byteBudget - 64 - new TextEncoder().encode(JSON.stringify(head)).length;
  // A small set fits as it is, and is trained while somebody waits.
  if (entries * (2 + wide) + hashes.length * (BYTES_PER_FEATURE + wide) <= room) return all(model);
  const heaviest = heaviestWeights(model.units, scales, hashes.length);
  yield;
  const steps = new Float64Array(hashes.length);
  let most = 0;
  for (let feature = 0; feature < steps.length; feature += 1)
    most = Math.max(most, (heaviest[feature] as number) * (presence?.[feature] ?? 1));
  for (let feature = 0; feature < steps.length; feature += 1)
    steps[feature] = (STEPS * (presence?.[feature] ?? 1)) / (most || 1);
  const cut = cutFor(model.units, scales, steps, heaviest, room, wide);
  yield;
  return sparse(model, steps, cut);
}

/** What the rows that hold a feature give it, on average; meanings are in every row and always stay. */
export function presenceOf({ rows }: TrainingSet): Float32Array {
  const { columns, values, width, denseWidth } = rows;
  const sums = new Float64Array(width);
  const counts = new Int32Array(width);
  for (let entry = 0; entry < columns.length; entry += 1) {
    const column = columns[entry] as number;
    sums[column] = (sums[column] as number) + (values[entry] as number);
    counts[column] = (counts[column] as number) + 1;
  }
  const presence = Float32Array.from(sums, (sum, column) => sum / (counts[column] as number));
  return presence.fill(1, 0, denseWidth);
}

/** Of each feature. */
function heaviestWeights(units: Int8Array, scales: Float64Array, width: number): Float64Array {
  const classes = scales.length;
  const heaviest = new Float64Array(width);
  let at = 0;
  for (let feature = 0; feature < width; feature += 1) {
    let most = 0;
    for (let one = 0; one < classes; one += 1) {
      const size = Math.abs(units[at] as number) * (scales[one] as number);
      if (size > most) most = size;
      at += 1;
    }
    heaviest[feature] = most;
  }
  return heaviest;
}

/** Weights of at least so many steps stay; how many these are, and of how many features. */
type Cut = { entries: number; features: number; least: number };

function cutFor(
  units: Int8Array,
  scales: Float64Array,
  /** What a weight of one is in steps, for each feature. */
  steps: Float64Array,
  heaviest: Float64Array,
  room: number,
  wide: number,
): Cut {
  const classes = scales.length;
  // For each step: how many weights, and how many features whose heaviest weight it is.
  const weightsAt = new Int32Array(STEPS + 1);
  const featuresAt = new Int32Array(STEPS + 1);
  let at = 0;
  for (let feature = 0; feature < steps.length; feature += 1) {
    const own = steps[feature] as number;
    for (let one = 0; one < classes; one += 1) {
      const unit = units[at] as number;
      at += 1;
      if (unit === 0) continue;
      const step = Math.min(STEPS, Math.floor(Math.abs(unit) * (scales[one] as number) * own));
      weightsAt[step] = (weightsAt[step] as number) + 1;
    }
    const size = heaviest[feature] as number;
    const step = Math.min(STEPS, Math.floor(size * own));
    if (size !== 0) featuresAt[step] = (featuresAt[step] as number) + 1;
  }
  const cut = { entries: 0, features: 0, least: STEPS + 1 };
  while (cut.least > 0) {
    const entries = cut.entries + (weightsAt[cut.least - 1] as number);
    const features = cut.features + (featuresAt[cut.least - 1] as number);
    if (entries * (2 + wide) + features * (BYTES_PER_FEATURE + wide) > room) break;
    cut.entries = entries;
    cut.features = features;
    cut.least -= 1;
  }
  return cut;
}

function partsFor(head: ModelHead, features: number, entries: number): ModelParts {
  return {
    head,
    hashes: new Int32Array(features),
    idf: new Uint8Array(features),
    starts: new Int32Array(features + 1),
    classes: new Uint16Array(entries),
    weights: new Int8Array(entries),
  };
}

/** Every weight; features without any stay, too. */
function all({ head, hashes, idf, units, entries }: DenseModel): ModelParts {
  const parts = partsFor(head, hashes.length, entries);
  parts.hashes.set(hashes);
  parts.idf.set(idf);
  const count = head.scales.length;
  for (let feature = 0; feature < hashes.length; feature += 1)
    putWeights(parts, feature, units, feature * count, 0, 0);
  return parts;
}

/** Those of a feature that are at least so many steps, where the one before it ends. `own`: what a weight of one is in steps. */
function putWeights(
  { head, starts, classes, weights }: ModelParts,
  place: number,
  units: Int8Array,
  from: number,
  own: number,
  least: number,
): void {
  const { scales } = head;
  let entry = starts[place] as number;
  for (let one = 0; one < scales.length; one += 1) {
    const unit = units[from + one] as number;
    if (unit === 0) continue;
    if (least > 0 && Math.min(STEPS, Math.abs(unit) * (scales[one] as number) * own) < least) continue;
    classes[entry] = one;
    weights[entry] = unit;
    entry += 1;
  }
  starts[place + 1] = entry;
}

function sparse(model: DenseModel, steps: Float64Array, cut: Cut): ModelParts {
  const { head, hashes, idf, units } = model;
  const parts = partsFor(head, cut.features, cut.entries);
  const count = head.scales.length;
  let place = 0;
  for (let feature = 0; feature < hashes.length && place < cut.features; feature += 1) {
    putWeights(parts, place, units, feature * count, steps[feature] as number, cut.least);
    if (parts.starts[place + 1] === parts.starts[place]) continue;
    parts.hashes[place] = hashes[feature] as number;
    parts.idf[place] = idf[feature] as number;
    place += 1;
  }
  return parts;
}
