import { tokenise } from './normalise.ts';
import { stem } from './stem.ts';
import { meaningOf } from './word-meanings.ts';

/**
 * The features of one message: 32-bit hashes in three blocks, each block a range of `hashes`. No n-gram string is built.
 * `counts` is how often each hash occurs.
 */
export type MessageFeatures = {
  hashes: Int32Array;
  counts: Uint8Array;
  /** End of each block in `hashes`: words, pairs, characters. */
  ends: [number, number, number];
  tokens: string[];
  /** Where the message points in the space of meanings; null when none of its words has one. */
  meaning: Float32Array | null;
};

export const BLOCKS = 3;
const MAX_DISTINCT_FOR_PAIRS = 12;
export const MAX_FEATURES = 4_096;
/** As large as the message wants it, so that the table of a short one stays in the nearest cache. */
const LEAST_TABLE = 512;
const MOST_TABLE = 8_192;
const SLOTS_PER_CHARACTER = 6;

const WORD_SEED = 0x3c6ef372;
const BIGRAM_SEED = 0x1b873593;
const PAIR_SEED = 0x5bd1e995;
const CHAR_SEED = 0x2545f491;
const START_HASH = 0x7feb352d;
const MEANING_SEED = 0x51ed270b;

// Scratch space of the isolate: reused by every call, no call is interleaved with another.
const scratch: MessageFeatures = {
  hashes: new Int32Array(MAX_FEATURES),
  counts: new Uint8Array(MAX_FEATURES),
  ends: [0, 0, 0],
  tokens: [],
  meaning: null,
};
const { hashes, counts } = scratch;
/** Place of a hash plus `base`: whatever is below `base` was left by an earlier block. */
const table = new Int32Array(MOST_TABLE);
let tableMask = 0;
let base = 1;
let size = 0;

export function featuresOf(text: string): MessageFeatures {
  const tokens = tokenise(text);
  const read = readFeatures(tokens, wordHashesOf(tokens));
  const length = read.ends[BLOCKS - 1] ?? 0;
  return {
    ...read,
    hashes: read.hashes.slice(0, length),
    counts: read.counts.slice(0, length),
    ends: [...read.ends],
  };
}

export function wordHashesOf(tokens: readonly string[]): Int32Array {
  const words = new Int32Array(tokens.length);
  for (let at = 0; at < tokens.length; at += 1) words[at] = hashWord(stem(tokens[at] as string));
  return words;
}

/** Valid until the next call. `words`: the hash of each token's stem. */
export function readFeatures(tokens: string[], words: Int32Array): Readonly<MessageFeatures> {
  const { ends } = scratch;
  size = 0;
  newTable(tokens);
  for (let at = 0; at < words.length; at += 1) add(words[at] as number);
  ends[0] = size;
  newBlock();
  addPairs(words, size);
  ends[1] = size;
  newBlock();
  for (let at = 0; at < tokens.length; at += 1) addCharacters(tokens[at] as string);
  ends[2] = size;
  scratch.tokens = tokens;
  scratch.meaning = meaningOf(words);
  return scratch;
}

export function hashWord(word: string): number {
  let hash = WORD_SEED;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return finish(hash);
}

/** The dimensions of meaning are features like all others: each has a hash of its own. */
export function meaningHash(dimension: number): number {
  return finish(MEANING_SEED + Math.imul(dimension, 7_919));
}

function addPairs(words: Int32Array, distinct: number): void {
  let previous = START_HASH;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as number;
    add(finish(Math.imul(previous ^ BIGRAM_SEED, 31) + word));
    previous = word;
  }
  add(finish(Math.imul(previous ^ BIGRAM_SEED, 31) + START_HASH));
  if (distinct > MAX_DISTINCT_FOR_PAIRS) return;
  // The word block sits at the front of the scratch space, one entry for each distinct word.
  for (let left = 0; left < distinct; left += 1) {
    for (let right = left + 1; right < distinct; right += 1) {
      const a = hashes[left] as number;
      const b = hashes[right] as number;
      add(finish(Math.imul(Math.min(a, b) ^ PAIR_SEED, 0x01000193) ^ Math.max(a, b)));
    }
  }
}

/** All 3-, 4- and 5-grams of "_word_", by extending one running hash from each start. */
function addCharacters(token: string): void {
  const length = token.length + 2;
  for (let start = 0; start < length - 2; start += 1) {
    let hash = CHAR_SEED;
    const stop = Math.min(start + 5, length);
    for (let at = start; at < stop; at += 1) {
      const code = at === 0 || at === length - 1 ? 95 : token.charCodeAt(at - 1);
      hash = Math.imul(hash ^ code, 0x01000193) + 0x9e3779b9;
      if (at - start >= 2) add(finish(hash));
    }
  }
}

function newTable(tokens: readonly string[]): void {
  let characters = 0;
  for (let at = 0; at < tokens.length; at += 1) characters += (tokens[at] as string).length;
  let slots = LEAST_TABLE;
  while (slots < MOST_TABLE && slots < characters * SLOTS_PER_CHARACTER) slots *= 2;
  tableMask = slots - 1;
  newBlock();
}

function newBlock(): void {
  base += MAX_FEATURES;
  if (base < 2 ** 31 - MAX_FEATURES * 2) return;
  table.fill(0);
  base = 1;
}

/** Count a hash within the current block. */
function add(hash: number): void {
  let slot = hash & tableMask;
  for (;;) {
    const known = (table[slot] as number) - base;
    if (known < 0) break;
    if (hashes[known] === hash) {
      const count = counts[known] as number;
      if (count < 255) counts[known] = count + 1;
      return;
    }
    slot = (slot + 1) & tableMask;
  }
  if (size >= MAX_FEATURES) return;
  table[slot] = base + size;
  hashes[size] = hash;
  counts[size] = 1;
  size += 1;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 15);
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  return h | 0;
}
