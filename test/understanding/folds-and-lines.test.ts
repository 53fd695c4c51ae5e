/** Two small tools of every training: rows dealt out to folds, and a line through log odds. */
import { describe, expect, it } from 'vitest';
import { dealFolds } from '../../src/understanding/folds.ts';
import { fitLine } from '../../src/understanding/logistic.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';

describe('rows in folds', () => {
  const labels = Int32Array.from({ length: 103 }, (_, row) => row % 3);
  const order = Int32Array.from(labels.keys()).filter((row) => row !== 50);

  it('are of every class as many in each, and none that was not dealt', () => {
    const { foldOf, count } = dealFolds(order, labels, { classes: 3, parts: 4, once: false });
    expect(count).toBe(4);
    expect(foldOf[50]).toBe(-1);
    for (let label = 0; label < 3; label += 1) {
      const sizes = [0, 1, 2, 3].map(
        (fold) => labels.filter((own, row) => own === label && foldOf[row] === fold).length,
      );
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('are the first part alone when one is held out once', () => {
    const all = dealFolds(order, labels, { classes: 3, parts: 5, once: false });
    const { foldOf, count } = dealFolds(order, labels, { classes: 3, parts: 5, once: true });
    expect(count).toBe(1);
    foldOf.forEach((fold, row) => expect(fold).toBe(all.foldOf[row] === 0 ? 0 : -1));
  });
});

describe('a line through log odds', () => {
  const random = seededRandom(4);
  const numbers = Float64Array.from({ length: 20_000 }, () => random() * 6 - 3);
  const wanted = Uint8Array.from(numbers, (own) =>
    random() < 1 / (1 + Math.exp(-(1.7 * own - 0.6))) ? 1 : 0,
  );
  const nowhere = { slope: 0, offset: 0 };

  it('is the one that the answers were drawn by', () => {
    const { slope, offset } = fitLine(numbers, wanted, () => 1, nowhere, nowhere);
    expect(Math.abs(slope - 1.7)).toBeLessThan(0.1);
    expect(Math.abs(offset + 0.6)).toBeLessThan(0.1);
  });

  it('stays near where it is pulled to when the answers are few, and sees none that count for nothing', () => {
    const towards = { slope: 1, offset: 0 };
    const few = fitLine(numbers.slice(0, 3), wanted.slice(0, 3), () => 1, towards, { slope: 50, offset: 50 });
    expect(Math.abs(few.slope - 1)).toBeLessThan(0.1);
    expect(Math.abs(few.offset)).toBeLessThan(0.1);
    const half = fitLine(numbers, wanted, (at) => at % 2, nowhere, nowhere);
    const odd = (_: number, at: number): boolean => at % 2 === 1;
    const same = fitLine(numbers.filter(odd), wanted.filter(odd), () => 1, nowhere, nowhere);
    expect(half.slope).toBeCloseTo(same.slope, 6);
    expect(half.offset).toBeCloseTo(same.offset, 6);
  });
});
