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
const TABLE_SIZE = 8_192;

const WORD_SEED = 0x3c6ef372;
const BIGRAM_SEED = 0x1b873593;
const PAIR_SEED = 0x5bd1e995;
const CHAR_SEED = 0x2545f491;
const START_HASH = 0x7feb352d;
const MEANING_SEED = 0x51ed270b;

// Scratch space of the isolate: reused by every call, no call is interleaved with another.
const scratchHashes = new Int32Array(MAX_FEATURES);
const scratchCounts = new Uint8Array(MAX_FEATURES);
const tableSlots = new Int32Array(TABLE_SIZE);
const tableStamp = new Int32Array(TABLE_SIZE);
let stamp = 0;
let size = 0;

export function featuresOf(text: string): MessageFeatures {
  return featuresOfTokens(tokenise(text));
}

export function featuresOfTokens(tokens: string[]): MessageFeatures {
  size = 0;
  newBlock();
  const wordHashes = new Int32Array(tokens.length);
  for (let at = 0; at < tokens.length; at += 1) {
    const hash = hashWord(stem(tokens[at] ?? ''));
    wordHashes[at] = hash;
    add(hash);
  }
  const wordEnd = size;
  newBlock();
  addPairs(wordHashes, wordEnd);
  const pairEnd = size;
  newBlock();
  for (const token of tokens) addCharacters(token);
  return {
    hashes: scratchHashes.slice(0, size),
    counts: scratchCounts.slice(0, size),
    ends: [wordEnd, pairEnd, size],
    tokens,
    meaning: meaningOf(wordHashes),
  };
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
    const word = words[at] ?? 0;
    add(finish(Math.imul(previous ^ BIGRAM_SEED, 31) + word));
    previous = word;
  }
  add(finish(Math.imul(previous ^ BIGRAM_SEED, 31) + START_HASH));
  if (distinct > MAX_DISTINCT_FOR_PAIRS) return;
  // The word block sits at the front of the scratch space, one entry for each distinct word.
  for (let left = 0; left < distinct; left += 1) {
    for (let right = left + 1; right < distinct; right += 1) {
      const a = scratchHashes[left] ?? 0;
      const b = scratchHashes[right] ?? 0;
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

function newBlock(): void {
  stamp += 1;
}

/** Count a hash within the current block. */
function add(hash: number): void {
  let slot = hash & (TABLE_SIZE - 1);
  while (tableStamp[slot] === stamp) {
    const known = tableSlots[slot] ?? 0;
    if (scratchHashes[known] === hash) {
      const count = scratchCounts[known] ?? 0;
      if (count < 255) scratchCounts[known] = count + 1;
      return;
    }
    slot = (slot + 1) & (TABLE_SIZE - 1);
  }
  if (size >= MAX_FEATURES) return;
  tableStamp[slot] = stamp;
  tableSlots[slot] = size;
  scratchHashes[size] = hash;
  scratchCounts[size] = 1;
  size += 1;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 15);
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  return h | 0;
}
