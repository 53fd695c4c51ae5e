/** Fitting of linear models offline: full-batch Adam, deterministic, seconds for a few hundred thousand rows. */

export type Group = {
  /** Feature rows of the things to put in order. */
  rows: Float64Array[];
  relevant: boolean[];
  weight: number;
};

export type FitOptions = {
  rounds?: number;
  rate?: number;
  decay?: number;
  /** No weight below zero: every feature may only speak for a row, which carries over to unseen knowledge. */
  positive?: boolean;
};

/** Listwise: the softmax over a group should put its mass on the relevant rows. */
export function fitListwise(groups: readonly Group[], size: number, options: FitOptions = {}): number[] {
  const usable = groups.filter((group) => group.relevant.includes(true) && group.relevant.includes(false));
  return descend(size, options, (weights, gradient) => {
    for (const { rows, relevant, weight } of usable) {
      const scores = rows.map((row) => dotRow(weights, row));
      const top = Math.max(...scores);
      let all = 0;
      let good = 0;
      for (let i = 0; i < scores.length; i += 1) {
        const mass = Math.exp((scores[i] ?? 0) - top);
        scores[i] = mass;
        all += mass;
        if (relevant[i]) good += mass;
      }
      for (let i = 0; i < rows.length; i += 1) {
        const mass = scores[i] ?? 0;
        const slope = weight * (mass / all - (relevant[i] ? mass / Math.max(good, 1e-12) : 0));
        if (Math.abs(slope) > 1e-9) addScaled(gradient, rows[i], slope);
      }
    }
    return usable.reduce((sum, group) => sum + group.weight, 0);
  });
}

export type Labelled = { row: Float64Array; label: boolean; weight: number };

/** Logistic regression; the rows carry their own constant. */
export function fitLogistic(examples: readonly Labelled[], size: number, options: FitOptions = {}): number[] {
  return descend(size, options, (weights, gradient) => {
    let total = 0;
    for (const { row, label, weight } of examples) {
      const chance = 1 / (1 + Math.exp(-dotRow(weights, row)));
      addScaled(gradient, row, weight * (chance - (label ? 1 : 0)));
      total += weight;
    }
    return total;
  });
}

type Slope = (weights: Float64Array, gradient: Float64Array) => number;

function descend(
  size: number,
  { rounds = 300, rate = 0.1, decay = 1e-4, positive = false }: FitOptions,
  slope: Slope,
): number[] {
  const weights = new Float64Array(size);
  const gradient = new Float64Array(size);
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  for (let round = 1; round <= rounds; round += 1) {
    gradient.fill(0);
    const total = Math.max(1e-12, slope(weights, gradient));
    const step = rate * (1 - (0.9 * round) / rounds);
    for (let i = 0; i < size; i += 1) {
      const g = (gradient[i] ?? 0) / total + decay * (weights[i] ?? 0);
      mean[i] = 0.9 * (mean[i] ?? 0) + 0.1 * g;
      square[i] = 0.999 * (square[i] ?? 0) + 0.001 * g * g;
      const first = (mean[i] ?? 0) / (1 - 0.9 ** round);
      const second = (square[i] ?? 0) / (1 - 0.999 ** round);
      weights[i] = (weights[i] ?? 0) - (step * first) / (Math.sqrt(second) + 1e-9);
      if (positive && (weights[i] ?? 0) < 0) weights[i] = 0;
    }
  }
  return Array.from(weights, (weight) => Math.round(weight * 1e4) / 1e4);
}

function dotRow(weights: Float64Array, row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i += 1) sum += (weights[i] ?? 0) * (row[i] ?? 0);
  return sum;
}

function addScaled(to: Float64Array, row: Float64Array | undefined, scale: number): void {
  if (row === undefined) return;
  for (let i = 0; i < row.length; i += 1) to[i] = (to[i] ?? 0) + (row[i] ?? 0) * scale;
}
