import { MEANING_SCALES, readMeanings } from './meaning-format.ts';
import type { MeaningTable } from './meaning-format.ts';
import { WORD_MEANINGS } from './word-meaning-table.ts';

/**
 * What common English words mean, as short vectors: messages that say the same in other words get sums that point the same
 * way. Keyed by the hash of the stem, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;

type Loaded = MeaningTable & {
  /** All rows, one after another; a row is unpacked when it is first asked for. */
  vectors: Float32Array;
  unpacked: Uint8Array;
};

let table: Loaded | null = null;

function loaded(): Loaded {
  table ??= load();
  return table;
}

function load(): Loaded {
  const read = readMeanings(WORD_MEANINGS);
  if (read.dimensions !== MEANING_DIMENSIONS) throw new Error('The table of meanings has another form.');
  const { length } = read.hashes;
  return {
    ...read,
    vectors: new Float32Array(length * MEANING_DIMENSIONS),
    unpacked: new Uint8Array(length),
  };
}

/** Row of the word in the table, or -1. */
export function rowOfHash(wordHash: number): number {
  const { hashes } = loaded();
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = hashes[middle] as number;
    if (found === wordHash) return middle;
    if (found < wordHash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** All rows, one after another. */
export function allMeanings(): Float32Array {
  const all = loaded();
  for (let row = 0; row < all.hashes.length; row += 1) unpack(all, row);
  return all.vectors;
}

function unpack({ scales, nibblesOf, vectors, unpacked }: Loaded, row: number): void {
  if (unpacked[row] === 1) return;
  unpacked[row] = 1;
  const scale = MEANING_SCALES[scales[row] as number] as number;
  const nibbles = nibblesOf(row);
  const from = row * MEANING_DIMENSIONS;
  for (let at = 0; at < nibbles.length; at += 1) {
    const pair = nibbles[at] as number;
    vectors[from + at * 2] = scale * ((pair >> 4) - 8);
    vectors[from + at * 2 + 1] = scale * ((pair & 15) - 8);
  }
}

/** The meaning of the word of a row, as the table has it. */
export function meaningOfRow(row: number): Float32Array {
  const all = loaded();
  unpack(all, row);
  return all.vectors.subarray(row * MEANING_DIMENSIONS, (row + 1) * MEANING_DIMENSIONS);
}

const sum = new Float64Array(MEANING_DIMENSIONS);

/** The length of the sum of the words' meanings; row -1 = the word has none. */
export function lengthOfSum(words: readonly { meaningRow: number }[]): number {
  sum.fill(0);
  for (let at = 0; at < words.length; at += 1) addRow((words[at] as { meaningRow: number }).meaningRow);
  return lengthNow();
}

/** The direction of the sum of the words' meanings, of length one; null when no word is known. */
export function meaningOf(words: readonly { readonly hash: number }[]): Float32Array | null {
  sum.fill(0);
  for (let at = 0; at < words.length; at += 1) addRow(rowOfHash((words[at] as { hash: number }).hash));
  const length = lengthNow();
  if (length === 0) return null;
  const direction = new Float32Array(MEANING_DIMENSIONS);
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) direction[at] = (sum[at] as number) / length;
  return direction;
}

function addRow(row: number): void {
  if (row === -1) return;
  const all = loaded();
  const { vectors } = all;
  unpack(all, row);
  const from = row * MEANING_DIMENSIONS;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    sum[dimension] = (sum[dimension] as number) + (vectors[from + dimension] as number);
}

function lengthNow(): number {
  let squares = 0;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) squares += (sum[at] as number) ** 2;
  return Math.sqrt(squares);
}
