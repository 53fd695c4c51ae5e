import { WORD_MEANING_BYTES } from './word-meaning-table.ts';

/**
 * What 12,000 common English words mean, as short vectors: messages that say the same in other words get sums that point
 * the same way. Keyed by the hash of the stem, four bits a number, unpacked word by word.
 */
export const MEANING_DIMENSIONS = 64;
const BYTES_PER_WORD = 4 + 1 + MEANING_DIMENSIONS / 2;

type Table = { bytes: Uint8Array; keys: Int32Array; rows: Int32Array; mask: number };

let table: Table | null = null;

function loaded(): Table {
  table ??= load();
  return table;
}

function load(): Table {
  const text = atob(WORD_MEANING_BYTES.replaceAll('\n', ''));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const view = new DataView(bytes.buffer);
  const count = Math.floor(bytes.length / BYTES_PER_WORD);
  let capacity = 16;
  while (capacity < count * 2) capacity *= 2;
  const keys = new Int32Array(capacity);
  const rows = new Int32Array(capacity).fill(-1);
  const mask = capacity - 1;
  for (let row = 0; row < count; row += 1) {
    const hash = view.getInt32(row * BYTES_PER_WORD, true);
    let slot = hash & mask;
    while (rows[slot] !== -1) slot = (slot + 1) & mask;
    keys[slot] = hash;
    rows[slot] = row;
  }
  return { bytes, keys, rows, mask };
}

/** Is the word common enough to be in the table? */
export function hasMeaning(wordHash: number): boolean {
  return rowOfHash(wordHash) !== -1;
}

/** Row of the word in the table, or -1. */
export function rowOfHash(wordHash: number): number {
  const { keys, rows, mask } = loaded();
  let slot = wordHash & mask;
  while (rows[slot] !== -1 && keys[slot] !== wordHash) slot = (slot + 1) & mask;
  return rows[slot] ?? -1;
}

/** All rows, one after another. */
export function allMeanings(): Float32Array {
  const { bytes } = loaded();
  const vectors = new Float32Array(Math.floor(bytes.length / BYTES_PER_WORD) * MEANING_DIMENSIONS);
  for (let at = 0; at < vectors.length; at += 2) {
    const from = Math.floor(at / MEANING_DIMENSIONS) * BYTES_PER_WORD + 4;
    const scale = scaleOf(bytes[from] ?? 0);
    const pair = bytes[from + 1 + ((at % MEANING_DIMENSIONS) >> 1)] ?? 0;
    vectors[at] = scale * ((pair >> 4) - 8);
    vectors[at + 1] = scale * ((pair & 15) - 8);
  }
  return vectors;
}

/** The direction of the sum of the words' meanings, of length one; null when no word is known. */
export function meaningOf(wordHashes: Int32Array): Float32Array | null {
  const { bytes, keys, rows, mask } = loaded();
  const sum = new Float32Array(MEANING_DIMENSIONS);
  let known = 0;
  for (const hash of wordHashes) {
    let slot = hash & mask;
    let row = rows[slot] as number;
    while (row !== -1 && keys[slot] !== hash) {
      slot = (slot + 1) & mask;
      row = rows[slot] as number;
    }
    if (row === -1) continue;
    known += 1;
    const from = row * BYTES_PER_WORD + 4;
    const scale = scaleOf(bytes[from] as number);
    for (let half = 0; half < MEANING_DIMENSIONS / 2; half += 1) {
      const pair = bytes[from + 1 + half] as number;
      sum[half * 2] = (sum[half * 2] as number) + scale * ((pair >> 4) - 8);
      sum[half * 2 + 1] = (sum[half * 2 + 1] as number) + scale * ((pair & 15) - 8);
    }
  }
  if (known === 0) return null;
  let squares = 0;
  for (const value of sum) squares += value * value;
  if (squares === 0) return null;
  const factor = 1 / Math.sqrt(squares);
  for (let at = 0; at < MEANING_DIMENSIONS; at += 1) sum[at] = (sum[at] as number) * factor;
  return sum;
}

/** Sixteen steps to a doubling. */
const SCALES = Float32Array.from({ length: 256 }, (_, byte) => 2 ** ((byte - 200) / 16));

function scaleOf(byte: number): number {
  return SCALES[byte] as number;
}
