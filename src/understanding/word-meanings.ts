import { readMeanings, rowOf, unpackRow } from './meaning-format.ts';
import type { MeaningTable } from './meaning-format.ts';
import { WORD_MEANINGS } from './word-meaning-table.ts';

/**
 * What common English words mean, as short vectors: messages that say the same in other words get sums that point the same
 * way. Keyed by the hash of the stem, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;

type Loaded = MeaningTable & {
  /** For each row of the table, where it stands among those that were looked up, from 1 on; 0 = it was not. */
  places: Uint16Array;
  /** What was looked up, one after another. */
  vectors: Float32Array;
  size: number;
};

const FIRST_ROOM = 1_024;

let table: Loaded | null = null;

function loaded(): Loaded {
  table ??= load();
  return table;
}

function load(): Loaded {
  const read = readMeanings(WORD_MEANINGS);
  if (read.dimensions !== MEANING_DIMENSIONS) throw new Error('The table of meanings has another form.');
  const vectors = new Float32Array(FIRST_ROOM * MEANING_DIMENSIONS);
  return { ...read, places: new Uint16Array(read.words), vectors, size: 0 };
}

/** Where the meaning of the word of this hash stands from now on, or -1. */
export function meaningRowOf(wordHash: number): number {
  const all = loaded();
  const row = rowOf(all, wordHash);
  return row === -1 ? -1 : unpacked(all, row);
}

function unpacked(all: Loaded, row: number): number {
  const known = all.places[row] as number;
  if (known !== 0) return known - 1;
  const place = all.size;
  if ((place + 1) * MEANING_DIMENSIONS > all.vectors.length) {
    const larger = new Float32Array(Math.min(all.words, place * 2) * MEANING_DIMENSIONS);
    larger.set(all.vectors);
    all.vectors = larger;
  }
  unpackRow(all, row, all.vectors, place * MEANING_DIMENSIONS);
  all.size = place + 1;
  all.places[row] = all.size;
  return place;
}

/** All of them, one after another. */
export function allMeanings(): Float32Array {
  const all = loaded();
  for (let row = 0; row < all.words; row += 1) unpacked(all, row);
  return all.vectors.subarray(0, all.size * MEANING_DIMENSIONS);
}

/** @param row what `meaningRowOf` said. Valid until the next word is looked up */
export function meaningOfRow(row: number): Float32Array {
  return loaded().vectors.subarray(row * MEANING_DIMENSIONS, (row + 1) * MEANING_DIMENSIONS);
}

const sum = new Float64Array(MEANING_DIMENSIONS);

/** The length of the sum of the words' meanings; row -1 = the word has none. */
export function lengthOfSum(words: readonly { readonly meaningRow: number }[]): number {
  sum.fill(0);
  for (let at = 0; at < words.length; at += 1) addRow((words[at] as { meaningRow: number }).meaningRow);
  let squares = 0;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) squares += (sum[at] as number) ** 2;
  return Math.sqrt(squares);
}

/** Put down the direction of the sum of the words' meanings, from `to` on and as long as `length`. false = no word has one. */
export function putDirection(
  words: readonly { readonly meaningRow: number }[],
  length: number,
  into: Float32Array,
  to: number,
): boolean {
  const lengthNow = lengthOfSum(words);
  if (lengthNow === 0) return false;
  const factor = length / lengthNow;
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) into[to + at] = (sum[at] as number) * factor;
  return true;
}

function addRow(row: number): void {
  if (row === -1) return;
  const { vectors } = loaded();
  const from = row * MEANING_DIMENSIONS;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    sum[dimension] = (sum[dimension] as number) + (vectors[from + dimension] as number);
}
