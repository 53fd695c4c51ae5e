/** The solver against its definition: squared hinge loss, one class against all others. */
import { describe, expect, it } from 'vitest';

import { solveClasses, takeOut } from '../../src/understanding/class-solver.ts';
import { condense } from '../../src/understanding/condense.ts';
import { marginOf, newClassBlock, sumMargins } from '../../src/understanding/margin-solver.ts';
import type { ClassBlock, Rows } from '../../src/understanding/margin-solver.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';

const ROWS = 60;
const COLUMNS = 90;
const DENSE = 3;
const CLASSES = 5;
const OPTIONS = { cost: 0.5, rounds: Array.from({ length: 40 }, () => 2), seed: 3 };

/** Full rows: what a row has in each column, sparse and dense. Some columns are twins, some only one row has. */
function someRows(): { full: number[][]; labels: Int32Array } {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const full = Array.from({ length: ROWS }, (_, row) => {
    const values = Array.from({ length: COLUMNS + DENSE }, (_unused, column) => {
      const chance = column % CLASSES === row % CLASSES ? 0.35 : 0.1;
      return column >= COLUMNS || random() < chance ? Math.fround(random()) : 0;
    });
    for (let column = 1; column < 20; column += 2) values[column] = values[column - 1] ?? 0;
    values[40] = row === 7 ? 0.5 : 0;
    values[41] = row === 7 ? 0.25 : 0;
    return values;
  });
  return { full, labels };
}

function asRows(full: number[][]): { rows: Rows; sources: Int32Array; shares: Float32Array } {
  const columns: number[] = [];
  const values: number[] = [];
  const starts = [0];
  for (const row of full) {
    row.slice(0, COLUMNS).forEach((value, column) => {
      if (value === 0) return;
      columns.push(column);
      values.push(value);
    });
    starts.push(columns.length);
  }
  const sparse = {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
  const { sources, shares, ...condensed } = finish(condense(sparse, COLUMNS));
  const rows = {
    ...condensed,
    count: full.length,
    denseWidth: DENSE,
    dense: Float32Array.from(full.flatMap((row) => row.slice(COLUMNS))),
    squaredLengths: Float64Array.from(full, (row) => dot(row, row)),
  };
  return { rows, sources, shares };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** By the definition: half the squared weights plus cost times the squared slacks, down its gradient, with momentum. */
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
  const { rows, sources, shares } = asRows(full);
  const block = newClassBlock(rows, labels, 0, CLASSES);
  finish(solveClasses(block, OPTIONS));

  it('meet the optimum that gradient descent finds, to the tolerance they stop at', () => {
    for (let one = 0; one < CLASSES; one += 1) {
      const weights = reference(full, labels, one, () => false);
      const off = full.map((values, row) => {
        const sign = labels[row] === one ? 1 : -1;
        const own = (rows.ownSquares[row] ?? 0) * (block.alphas[row * block.stride + one] ?? 0) * sign;
        return Math.abs((margins(block, row)[one] ?? 0) + own - dot([...values, 1], weights));
      });
      expect(Math.max(...off)).toBeLessThan(0.1);
      expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.03);
    }
  });

  it('have weights for the original columns: twins the same, and those that one row has alone', () => {
    const weights = reference(full, labels, 2, () => false);
    for (let column = 0; column < COLUMNS; column += 1) {
      const source = sources[column] ?? 0;
      const share = shares[column] ?? 0;
      const sign = labels[-1 - source] === 2 ? 1 : -1;
      const weight =
        source < 0
          ? (block.alphas[(-1 - source) * block.stride + 2] ?? 0) * sign * share
          : (block.weights[source * block.stride + 2] ?? 0) * share;
      expect(weight).toBeCloseTo(weights[column] ?? 0, 1);
    }
    expect(rows.width).toBeLessThanOrEqual(COLUMNS - 12);
  });

  it('are at an optimum: what a row carries is what it lacks, and nothing where it lacks nothing', () => {
    for (let row = 0; row < ROWS; row += 1) {
      margins(block, row).forEach((margin, one) => {
        const alpha = block.alphas[row * block.stride + one] ?? 0;
        const sign = labels[row] === one ? 1 : -1;
        const lack = 1 - sign * margin - (rows.ownSquares[row] ?? 0) * alpha;
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

describe('rows in fewer numbers', () => {
  it('have the same products with each other, apart from what no other row has', () => {
    const { full } = someRows();
    const { rows } = asRows(full);
    const sparse = full.map((_, row) => {
      const values = Array.from({ length: rows.width }, () => 0);
      for (let entry = rows.starts[row] ?? 0; entry < (rows.starts[row + 1] ?? 0); entry += 1)
        values[rows.columns[entry] ?? 0] = rows.values[entry] ?? 0;
      return values;
    });
    for (let one = 0; one < ROWS; one += 1)
      for (let other = 0; other <= one; other += 1) {
        const wanted = dot((full[one] ?? []).slice(0, COLUMNS), (full[other] ?? []).slice(0, COLUMNS));
        const own = one === other ? (rows.ownSquares[one] ?? 0) : 0;
        expect(dot(sparse[one] ?? [], sparse[other] ?? []) + own).toBeCloseTo(wanted, 4);
      }
    expect(rows.ownSquares[7]).toBeGreaterThanOrEqual(0.3125);
  });
});
