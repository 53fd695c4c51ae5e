/** The table of meanings as text: every row is read by itself, wherever lines break. */
import { describe, expect, it } from 'vitest';
import {
  encodeMeanings,
  meaningLines,
  MEANING_SCALES,
  readMeanings,
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
    expect([...table.hashes]).toEqual(words.map(({ hash }) => hash).sort((a, b) => a - b));
    for (const { hash, vector } of words.toReversed()) {
      const row = table.hashes.indexOf(hash);
      const scale = MEANING_SCALES[table.scales[row] ?? 0] ?? 0;
      const read = [...table.nibblesOf(row)].flatMap((pair) => [(pair >> 4) - 8, (pair & 15) - 8]);
      expect(read).toHaveLength(DIMENSIONS);
      const dot = vector.reduce((sum, value, at) => sum + value * scale * (read[at] ?? 0), 0);
      const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      const readLength = Math.sqrt(read.reduce((sum, value) => sum + (value * scale) ** 2, 0));
      expect(dot / length / readLength).toBeGreaterThan(0.99);
    }
  });
});
