/** What predictions are added up from: the packed weights against the plain sum. */
import { describe, expect, it } from 'vitest';
import { quickExp } from '../../src/understanding/calibration.ts';
import { indexHashes, placeOf } from '../../src/understanding/hash-index.ts';
import type { ModelHead, ModelParts } from '../../src/understanding/model-format.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';
import { addUp, layOut } from '../../src/understanding/sums.ts';
import { newRow } from '../../src/understanding/vocabulary.ts';

const FEATURES = 300;

/** Features of one class, of some and of all, with the heaviest weights of either sign among them. */
function someModel(classes: number, random: () => number): ModelParts {
  const starts = new Int32Array(FEATURES + 1);
  const classList: number[] = [];
  const weights: number[] = [];
  for (let feature = 0; feature < FEATURES; feature += 1) {
    const share = feature % 3 === 0 ? 1 : random() ** 2;
    for (let one = 0; one < classes; one += 1) {
      if (random() >= share) continue;
      classList.push(one);
      weights.push(Math.round(random() * 254) - 127);
    }
    starts[feature + 1] = classList.length;
  }
  return {
    head: { scales: Array.from({ length: classes }, () => 1) } as unknown as ModelHead,
    hashes: Int32Array.from({ length: FEATURES }, (_, at) => at * 7_919 - 1_000_000),
    idf: Uint8Array.from({ length: FEATURES }, (_, at) => at % 256),
    starts,
    classes: Uint16Array.from(classList),
    weights: Int8Array.from(weights),
  };
}

describe('sums of packed weights', () => {
  it.each([2, 3, 11, 150, 151, 401])('of %i classes are the plain sums', (classes) => {
    const random = seededRandom(classes);
    const parts = someModel(classes, random);
    const { hashes, idf, sums } = layOut(parts);
    const index = indexHashes(hashes);
    for (const used of [0, 1, 5, 120, FEATURES]) {
      const row = newRow();
      const plain = new Float64Array(classes);
      for (let entry = 0; entry < used; entry += 1) {
        const feature = used === FEATURES ? entry : Math.floor(random() * FEATURES);
        const value = random() - 0.3;
        const place = placeOf(index, parts.hashes[feature] ?? 0);
        expect(idf[place]).toBe(parts.idf[feature]);
        row.places[entry] = place;
        row.values[entry] = value;
        for (let at = parts.starts[feature] ?? 0; at < (parts.starts[feature + 1] ?? 0); at += 1) {
          const one = parts.classes[at] ?? 0;
          plain[one] = (plain[one] ?? 0) + value * (parts.weights[at] ?? 0);
        }
      }
      row.size = used;
      const scores = new Float64Array(classes).fill(Number.NaN);
      addUp(sums, row, scores);
      scores.forEach((score, one) => expect(Math.abs(score - (plain[one] ?? 0))).toBeLessThan(2));
    }
  });

  it('of a small model are sums after a large one was used', () => {
    const large = layOut(someModel(401, seededRandom(1))).sums;
    const small = layOut(someModel(2, seededRandom(2))).sums;
    const row = newRow();
    const scores = new Float64Array(401);
    for (let entry = 0; entry < 8; entry += 1) row.values[entry] = 1;
    row.places.fill(99, 0, 8);
    row.size = 8;
    addUp(large, row, scores);
    for (let size = 1; size <= 4; size += 1) {
      row.size = size;
      row.places.fill(0, 0, size);
      addUp(small, row, scores);
      expect(Number.isFinite(scores[0]) && Number.isFinite(scores[1])).toBe(true);
    }
  });

  it('are as fine as values allow: sums of the heaviest weights stay apart', () => {
    const parts = someModel(4, seededRandom(1));
    parts.weights.forEach((_, at) => (parts.weights[at] = (parts.classes[at] ?? 0) % 2 === 0 ? 127 : -127));
    const { sums } = layOut(parts);
    const row = newRow();
    row.size = FEATURES;
    for (let entry = 0; entry < FEATURES; entry += 1) {
      row.places[entry] = entry;
      row.values[entry] = 50;
    }
    const scores = new Float64Array(4);
    addUp(sums, row, scores);
    const holding = [0, 1, 2, 3].map((one) => parts.classes.filter((each) => each === one).length);
    holding.forEach((count, one) =>
      expect((scores[one] ?? 0) / (127 * 50 * count)).toBeCloseTo(one % 2 === 0 ? 1 : -1, 3),
    );
  });
});

describe('the index of hashes', () => {
  it('finds every hash and no other', () => {
    const hashes = Int32Array.from({ length: 5_000 }, (_, at) => Math.imul(at, 1 << 14) + at);
    const index = indexHashes(hashes);
    hashes.forEach((hash, place) => expect(placeOf(index, hash)).toBe(place));
    expect(placeOf(index, 77)).toBe(-1);
    expect(placeOf(indexHashes(new Int32Array(0)), 0)).toBe(-1);
  });
});

describe('the quick exponential', () => {
  it('is that of Math.exp where shares notice, and never falls', () => {
    for (let x = -10; x <= 20; x += 0.01)
      expect(Math.abs(quickExp(x) / Math.exp(x) - 1)).toBeLessThan(1.5e-3);
    for (let x = -1; x <= 1; x += 0.01) expect(Math.abs(quickExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-6);
    for (let x = -60; x < 20; x += 0.05) expect(quickExp(x + 0.05)).toBeGreaterThanOrEqual(quickExp(x));
    expect(quickExp(-1e9)).toBe(0);
  });
});
