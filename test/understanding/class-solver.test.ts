/** The solver against its definition: squared hinge loss, one class against all others. */
import { describe, expect, it } from 'vitest';

import { solveClasses, takeOut } from '../../src/understanding/class-solver.ts';
import { marginOf, newClassBlock, sumMargins } from '../../src/understanding/margin-solver.ts';
import type { ClassBlock, Rows } from '../../src/understanding/margin-solver.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';

const ROWS = 60;
const COLUMNS = 90;
const DENSE = 3;
const CLASSES = 5;
const OPTIONS = {
  cost: 0.5,
  rounds: Array.from({ length: 40 }, () => 2),
  negligible: 0.001,
  tolerance: 0.05,
  random: seededRandom(3),
};

/** Full rows: what a row has in each column, the dense ones first. */
function someRows(): { full: number[][]; labels: Int32Array } {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const full = Array.from({ length: ROWS }, (_, row) => {
    const values = Array.from({ length: COLUMNS + DENSE }, (_unused, column) => {
      const chance = column % CLASSES === row % CLASSES ? 0.35 : 0.1;
      return column < DENSE || random() < chance ? Math.fround(random()) : 0;
    });
    return values;
  });
  return { full, labels };
}

function asRows(full: number[][]): Rows {
  const columns: number[] = [];
  const values: number[] = [];
  const starts = [0];
  for (const row of full) {
    row.forEach((value, column) => {
      if (column < DENSE || value === 0) return;
      columns.push(column);
      values.push(value);
    });
    starts.push(columns.length);
  }
  return {
    count: full.length,
    width: DENSE + COLUMNS,
    denseWidth: DENSE,
    dense: Float32Array.from(full.flatMap((row) => row.slice(0, DENSE))),
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
    squaredLengths: Float64Array.from(full, (row) => dot(row, row)),
  };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * By the definition: half the squared weights, that of the constant counted from -1/2, plus cost times the squared slacks; down
 * its gradient, with momentum.
 */
function reference(
  full: number[][],
  labels: Int32Array,
  one: number,
  left: (row: number) => boolean,
): number[] {
  const rows = full.map((row) => Float64Array.from([...row, 1]));
  const width = COLUMNS + DENSE + 1;
  const weights = new Float64Array(width);
  const speed = new Float64Array(width);
  for (let step = 0; step < 400; step += 1) {
    const gradient = weights.slice();
    gradient[width - 1] = (gradient[width - 1] ?? 0) + 0.5;
    rows.forEach((row, at) => {
      if (left(at)) return;
      const sign = labels[at] === one ? 1 : -1;
      let margin = 0;
      for (let column = 0; column < width; column += 1) margin += (row[column] ?? 0) * (weights[column] ?? 0);
      const pull = 2 * OPTIONS.cost * Math.max(0, 1 - sign * margin) * sign;
      for (let column = 0; column < width; column += 1)
        gradient[column] = (gradient[column] ?? 0) - pull * (row[column] ?? 0);
    });
    for (let column = 0; column < width; column += 1) {
      speed[column] = 0.85 * (speed[column] ?? 0) - 0.002 * (gradient[column] ?? 0);
      weights[column] = (weights[column] ?? 0) + (speed[column] ?? 0);
    }
  }
  return [...weights];
}

function margins(block: ClassBlock, row: number): number[] {
  sumMargins(block, row);
  return [...block.margins.subarray(0, block.count)];
}

describe('classes solved at once', () => {
  const { full, labels } = someRows();
  const rows = asRows(full);
  const block = newClassBlock(rows, labels, 0, CLASSES);
  finish(solveClasses(block, OPTIONS));

  it('meet the optimum that gradient descent finds, to the tolerance they stop at', () => {
    for (let one = 0; one < CLASSES; one += 1) {
      const weights = reference(full, labels, one, () => false);
      const off = full.map((values, row) =>
        Math.abs((margins(block, row)[one] ?? 0) - dot([...values, 1], weights)),
      );
      expect(Math.max(...off)).toBeLessThan(0.1);
      expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.03);
    }
  });

  it('have the weights that it has', () => {
    const weights = reference(full, labels, 2, () => false);
    for (let column = 0; column <= rows.width; column += 1)
      expect(block.weights[column * block.stride + 2]).toBeCloseTo(weights[column] ?? 0, 1);
  });

  it('are at an optimum: what a row carries is what it lacks, and nothing where it lacks nothing', () => {
    for (let row = 0; row < ROWS; row += 1) {
      margins(block, row).forEach((margin, one) => {
        const alpha = block.alphas[row * block.stride + one] ?? 0;
        const sign = labels[row] === one ? 1 : -1;
        const lack = 1 - sign * margin;
        expect(alpha).toBeGreaterThanOrEqual(0);
        expect(Math.max(0, lack) - alpha * (0.5 / OPTIONS.cost)).toBeLessThan(0.1);
        if (alpha > 0) expect(Math.abs(lack - alpha)).toBeLessThan(0.1);
      });
    }
  });

  it('give the same numbers one by one as side by side', () => {
    for (let row = 0; row < ROWS; row += 9)
      margins(block, row).forEach((margin, one) => expect(marginOf(block, row, one)).toBeCloseTo(margin, 5));
  });

  it('may be solved in blocks', () => {
    const part = newClassBlock(rows, labels, 3, 2);
    finish(solveClasses(part, OPTIONS));
    for (let row = 0; row < ROWS; row += 1) {
      expect(margins(part, row)[0]).toBeCloseTo(margins(block, row)[3] ?? 0, 1);
      expect(margins(part, row)[1]).toBeCloseTo(margins(block, row)[4] ?? 0, 1);
    }
  });

  it('are known without a fold, nearly as if its rows had never been there', () => {
    const foldOf = Int8Array.from({ length: ROWS }, (_, row) => Math.floor(row / CLASSES) % 4);
    const held = { ...block, weights: block.weights.slice(), alphas: block.alphas.slice() };
    const before = block.weights.slice();
    finish(takeOut(block, held, foldOf, 1, OPTIONS));
    expect(block.weights).toEqual(before);
    const weights = reference(full, labels, 0, (row) => foldOf[row] === 1);
    const off = full.flatMap((values, row) => {
      if (foldOf[row] !== 1) return [];
      expect([...held.alphas.subarray(row * held.stride, (row + 1) * held.stride)].some(Boolean)).toBe(false);
      return [Math.abs((margins(held, row)[0] ?? 0) - dot([...values, 1], weights))];
    });
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.1);
  });
});
