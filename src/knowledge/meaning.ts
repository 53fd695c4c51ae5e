import { MEANING_BYTES, MEANING_DIMENSIONS, MEANING_STEMS } from './meaning-table.ts';

/**
 * What common English words mean, as short vectors: sums of them are alike for texts that say the same in other words.
 * The table is compact (half a byte per number) and is unpacked once.
 */
export type Meanings = {
  dimensions: number;
  rowOfStem: ReadonlyMap<string, number>;
  vectors: Float32Array;
  lengths: Float32Array;
};

/** A row is one byte of scale, in these steps, and four bits per number. */
const SCALE_STEPS = 1024;

let unpacked: Meanings | null = null;

export function meanings(): Meanings {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): Meanings {
  const stems = MEANING_STEMS === '' ? [] : MEANING_STEMS.split(' ');
  const bytes = Uint8Array.from(atob(MEANING_BYTES), (character) => character.charCodeAt(0));
  const dimensions = MEANING_DIMENSIONS;
  const vectors = new Float32Array(stems.length * dimensions);
  const lengths = new Float32Array(stems.length);
  const rowBytes = 1 + dimensions / 2;
  for (let row = 0; row < stems.length; row += 1) {
    const from = row * rowBytes;
    const scale = (bytes[from] ?? 0) / SCALE_STEPS;
    let square = 0;
    for (let i = 0; i < dimensions; i += 1) {
      const pair = bytes[from + 1 + (i >> 1)] ?? 0;
      const value = ((i % 2 === 0 ? pair >> 4 : pair & 15) - 8) * scale;
      vectors[row * dimensions + i] = value;
      square += value * value;
    }
    lengths[row] = Math.sqrt(square);
  }
  return { dimensions, rowOfStem: new Map(stems.map((one, row) => [one, row])), vectors, lengths };
}
