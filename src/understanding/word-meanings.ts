import { readMeanings, rowOf, unpackRow } from './meaning-format.ts';
import type { MeaningTable } from './meaning-format.ts';
import { WORD_MEANINGS } from './word-meaning-table.ts';

/**
 * What common English words mean, as short vectors: messages that say the same in other words get sums that point the same
 * way. Keyed by the hash of the stem, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;

type Loaded = MeaningTable & {
  /** All rows, one after another; a row is unpacked when its word is first looked up. */
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
  return {
    ...read,
    vectors: new Float32Array(read.words * MEANING_DIMENSIONS),
    unpacked: new Uint8Array(read.words),
  };
}

/** Row of the word in the table, or -1. */
export function rowOfHash(wordHash: number): number {
  const all = loaded();
  const row = rowOf(all, wordHash);
  if (row !== -1) unpack(all, row);
  return row;
}

/** All rows, one after another. */
export function allMeanings(): Float32Array {
  const all = loaded();
  for (let row = 0; row < all.words; row += 1) unpack(all, row);
  return all.vectors;
}

function unpack(all: Loaded, row: number): void {
  if (all.unpacked[row] === 1) return;
  all.unpacked[row] = 1;
  unpackRow(all, row, all.vectors, row * MEANING_DIMENSIONS);
}

/** The meaning of the word of a row, as the table has it. @param row what `rowOfHash` said */
export function meaningOfRow(row: number): Float32Array {
  return loaded().vectors.subarray(row * MEANING_DIMENSIONS, (row + 1) * MEANING_DIMENSIONS);
}

const sum = new Float64Array(MEANING_DIMENSIONS);

/** The length of the sum of the words' meanings; row -1 = the word has none. */
export function lengthOfSum(words: readonly { readonly meaningRow: number }[]): number {
  sum.fill(0);
  for (let at = 0; at < words.length; at += 1) addRow((words[at] as { meaningRow: number }).meaningRow);
  return lengthNow();
}

/** The direction of the sum of the words' meanings, of length one; null when no word is known. Valid until the next call. */
export function directionOf(words: readonly { readonly meaningRow: number }[]): Float64Array | null {
  const length = lengthOfSum(words);
  if (length === 0) return null;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) sum[at] = (sum[at] as number) / length;
  return sum;
}

function addRow(row: number): void {
  if (row === -1) return;
  const { vectors } = loaded();
  const from = row * MEANING_DIMENSIONS;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    sum[dimension] = (sum[dimension] as number) + (vectors[from + dimension] as number);
}

function lengthNow(): number {
  let squares = 0;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) squares += (sum[at] as number) ** 2;
  return Math.sqrt(squares);
}
