/** The table of meanings as text: every row is read by itself, wherever lines break. */
import { describe, expect, it } from 'vitest';
import {
  encodeMeanings,
  meaningLines,
  readMeanings,
  rowOf,
  unpackRow,
} from '../../src/understanding/meaning-format.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';

const DIMENSIONS = 64;

describe('a table of meanings', () => {
  it.each([1, 2, 3, 61, 400])('of %i words gives each row back, in any order', (count) => {
    const random = seededRandom(count);
    const words = Array.from({ length: count }, (_, at) => ({
      hash: (at * 7_919) % 100_003,
      vector: Float32Array.from({ length: DIMENSIONS }, () => (random() - 0.5) * 2),
    }));
    const bytes = encodeMeanings(words, DIMENSIONS);
    const table = readMeanings(`\n${meaningLines(Buffer.from(bytes).toString('base64'))}\n`);
    expect(table.dimensions).toBe(DIMENSIONS);
    expect(table.words).toBe(count);
    expect(rowOf(table, 7)).toBe(-1);
    for (const { hash, vector } of words.toReversed()) {
      const read = new Float32Array(DIMENSIONS + 2);
      unpackRow(table, rowOf(table, hash), read, 1);
      expect([read[0], read[DIMENSIONS + 1]]).toEqual([0, 0]);
      const dot = vector.reduce((sum, value, at) => sum + value * (read[at + 1] ?? 0), 0);
      const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      const readLength = Math.sqrt(read.reduce((sum, value) => sum + value ** 2, 0));
      expect(dot / length / readLength).toBeGreaterThan(0.99);
    }
  });
});
