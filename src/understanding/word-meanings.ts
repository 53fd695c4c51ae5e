import { indexHashes, placeOf } from './hash-index.ts';
import type { HashIndex } from './hash-index.ts';
import { decodeMeanings, MEANING_SCALES } from './meaning-format.ts';
import type { MeaningTable } from './meaning-format.ts';
import { WORD_MEANING_BYTES } from './word-meaning-table.ts';

/**
 * What common English words mean, as short vectors: messages that say the same in other words get sums that point the same
 * way. Keyed by the hash of the stem, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;

type Loaded = MeaningTable & {
  index: HashIndex;
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
  const text = atob(WORD_MEANING_BYTES);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const read = decodeMeanings(bytes);
  if (read.dimensions !== MEANING_DIMENSIONS) throw new Error('The table of meanings has another form.');
  const { length } = read.hashes;
  return {
    ...read,
    index: indexHashes(read.hashes),
    vectors: new Float32Array(length * MEANING_DIMENSIONS),
    unpacked: new Uint8Array(length),
  };
}

/** Is the word common enough to be in the table? */
export function hasMeaning(wordHash: number): boolean {
  return rowOfHash(wordHash) !== -1;
}

/** Row of the word in the table, or -1. */
export function rowOfHash(wordHash: number): number {
  return placeOf(loaded().index, wordHash);
}

/** All rows, one after another. */
export function allMeanings(): Float32Array {
  const all = loaded();
  for (let row = 0; row < all.hashes.length; row += 1) unpack(all, row);
  return all.vectors;
}

function unpack({ scales, nibbles, vectors, unpacked }: Loaded, row: number): void {
  if (unpacked[row] === 1) return;
  unpacked[row] = 1;
  const scale = MEANING_SCALES[scales[row] as number] as number;
  const from = (row * MEANING_DIMENSIONS) / 2;
  for (let at = from; at < from + MEANING_DIMENSIONS / 2; at += 1) {
    const pair = nibbles[at] as number;
    vectors[at * 2] = scale * ((pair >> 4) - 8);
    vectors[at * 2 + 1] = scale * ((pair & 15) - 8);
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
export function meaningOf(wordHashes: readonly number[]): Float32Array | null {
  sum.fill(0);
  for (let at = 0; at < wordHashes.length; at += 1) addRow(rowOfHash(wordHashes[at] as number));
  const length = lengthNow();
  return length === 0 ? null : Float32Array.from(sum, (value) => value / length);
}

function addRow(row: number): void {
  if (row === -1) return;
  const all = loaded();
  unpack(all, row);
  const from = row * MEANING_DIMENSIONS;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    sum[dimension] = (sum[dimension] as number) + (all.vectors[from + dimension] as number);
}

function lengthNow(): number {
  let squares = 0;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) squares += (sum[at] as number) ** 2;
  return Math.sqrt(squares);
}
