import type { ModelHead, ModelParts } from './model-format.ts';

const BYTES_PER_FEATURE = 6;

export type DenseModel = {
  head: ModelHead;
  hashes: Int32Array;
  idf: Uint8Array;
  /** [class][feature], in units of the class's scale. */
  dense: Int8Array[];
  byteBudget: number;
};

/** Keep the heaviest weights that fit into the budget; features without any go. */
export function keepHeaviest(model: DenseModel): ModelParts {
  const { head, dense, hashes } = model;
  const wide = head.scales.length > 255 ? 1 : 0;
  const headBytes = 64 + new TextEncoder().encode(JSON.stringify(head)).length;
  const room = model.byteBudget - headBytes;
  const largestScale = head.scales.reduce((a, b) => Math.max(a, b), 0);
  const steps = 1_024;
  const perUnit = steps / (largestScale * 127);
  // For each cut: how many weights stay, and how many features have at least one.
  const weightsAt = new Int32Array(steps + 2);
  const featuresAt = new Int32Array(steps + 2);
  const heaviest = new Float64Array(hashes.length);
  dense.forEach((weights, one) => {
    const scale = head.scales[one] ?? 1;
    for (let feature = 0; feature < weights.length; feature += 1) {
      const units = weights[feature] as number;
      if (units === 0) continue;
      const size = Math.abs(units) * scale;
      const step = Math.min(steps, Math.floor(size * perUnit));
      weightsAt[step] = (weightsAt[step] as number) + 1;
      if (size > (heaviest[feature] as number)) heaviest[feature] = size;
    }
  });
  for (const size of heaviest) {
    if (size === 0) continue;
    const step = Math.min(steps, Math.floor(size * perUnit));
    featuresAt[step] = (featuresAt[step] ?? 0) + 1;
  }
  let cut = steps + 1;
  let bytes = 0;
  while (cut > 0) {
    bytes += (weightsAt[cut - 1] ?? 0) * (2 + wide) + (featuresAt[cut - 1] ?? 0) * (BYTES_PER_FEATURE + wide);
    if (bytes > room) break;
    cut -= 1;
  }
  return sparse(model, cut / perUnit);
}

function sparse(model: DenseModel, least: number): ModelParts {
  const { head, dense } = model;
  const width = model.hashes.length;
  const counts = new Int32Array(width);
  const leastUnits = head.scales.map((scale) => Math.max(1, Math.ceil(least / scale - 1e-9)));
  let entries = 0;
  dense.forEach((weights, one) => {
    const floor = leastUnits[one] ?? 1;
    for (let feature = 0; feature < width; feature += 1) {
      if (Math.abs(weights[feature] as number) >= floor) {
        counts[feature] = (counts[feature] as number) + 1;
        entries += 1;
      }
    }
  });
  let kept = 0;
  const placeOf = new Int32Array(width).fill(-1);
  for (let feature = 0; feature < width; feature += 1) {
    if (counts[feature] === 0) continue;
    placeOf[feature] = kept;
    kept += 1;
  }
  const parts: ModelParts = {
    head,
    hashes: new Int32Array(kept),
    idf: new Uint8Array(kept),
    starts: new Int32Array(kept + 1),
    classes: new Uint16Array(entries),
    weights: new Int8Array(entries),
  };
  for (let feature = 0; feature < width; feature += 1) {
    const place = placeOf[feature] ?? -1;
    if (place === -1) continue;
    parts.hashes[place] = model.hashes[feature] ?? 0;
    parts.idf[place] = model.idf[feature] ?? 0;
    parts.starts[place + 1] = (parts.starts[place] ?? 0) + (counts[feature] ?? 0);
  }
  const next = parts.starts.slice();
  dense.forEach((weights, one) => {
    const floor = leastUnits[one] ?? 1;
    for (let feature = 0; feature < width; feature += 1) {
      const units = weights[feature] as number;
      if (Math.abs(units) < floor) continue;
      const place = placeOf[feature] ?? 0;
      const entry = next[place] ?? 0;
      next[place] = entry + 1;
      parts.classes[entry] = one;
      parts.weights[entry] = units;
    }
  });
  return parts;
}
