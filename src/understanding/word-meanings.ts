import { decodeMeanings, MEANING_SCALES } from './meaning-format.ts';
import type { MeaningTable } from './meaning-format.ts';
import { WORD_MEANING_BYTES } from './word-meaning-table.ts';

/**
 * What common English words mean, as short vectors: messages that say the same in other words get sums that point the same
 * way. Keyed by the hash of the stem, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;

let table: MeaningTable | null = null;

function loaded(): MeaningTable {
  table ??= load();
  return table;
}

function load(): MeaningTable {
  const text = atob(WORD_MEANING_BYTES);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const read = decodeMeanings(bytes);
  if (read.dimensions !== MEANING_DIMENSIONS) throw new Error('The table of meanings has another form.');
  return read;
}

/** Is the word common enough to be in the table? */
export function hasMeaning(wordHash: number): boolean {
  return rowOfHash(wordHash) !== -1;
}

/** Row of the word in the table, or -1. */
export function rowOfHash(wordHash: number): number {
  return rowOf(loaded().hashes, wordHash);
}

/** All rows, one after another. */
export function allMeanings(): Float32Array {
  const { scales, nibbles } = loaded();
  const vectors = new Float32Array(nibbles.length * 2);
  for (let at = 0; at < nibbles.length; at += 1) {
    const pair = nibbles[at] as number;
    const scale = MEANING_SCALES[scales[Math.floor((at * 2) / MEANING_DIMENSIONS)] as number] as number;
    vectors[at * 2] = scale * ((pair >> 4) - 8);
    vectors[at * 2 + 1] = scale * ((pair & 15) - 8);
  }
  return vectors;
}

/** The direction of the sum of the words' meanings, of length one; null when no word is known. */
export function meaningOf(wordHashes: Int32Array): Float32Array | null {
  const { hashes, scales, nibbles } = loaded();
  const sum = new Float32Array(MEANING_DIMENSIONS);
  for (const hash of wordHashes) {
    const row = rowOf(hashes, hash);
    if (row === -1) continue;
    const scale = MEANING_SCALES[scales[row] as number] as number;
    const from = row * (MEANING_DIMENSIONS / 2);
    for (let half = 0; half < MEANING_DIMENSIONS / 2; half += 1) {
      const pair = nibbles[from + half] as number;
      sum[half * 2] = (sum[half * 2] as number) + scale * ((pair >> 4) - 8);
      sum[half * 2 + 1] = (sum[half * 2 + 1] as number) + scale * ((pair & 15) - 8);
    }
  }
  let squares = 0;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) squares += (sum[at] as number) ** 2;
  if (squares === 0) return null;
  const factor = 1 / Math.sqrt(squares);
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) sum[at] = (sum[at] as number) * factor;
  return sum;
}

function rowOf(hashes: Int32Array, hash: number): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = hashes[middle] as number;
    if (found === hash) return middle;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
