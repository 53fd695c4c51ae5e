/**
 * The features of one message: 32-bit hashes in three blocks, each block a range of `hashes`. No n-gram string is built.
 * `counts` is how often each hash occurs.
 */
export type MessageFeatures = {
  hashes: Int32Array;
  counts: Uint8Array;
  /** End of each block in `hashes`: words, pairs, characters. */
  ends: [number, number, number];
};

/** Of longer messages, which two words stand together by chance is too much to learn from. */
const MAX_DISTINCT_FOR_PAIRS = 8;
export const MAX_FEATURES = 4_096;
/** The table of a short message stays in the nearest cache. */
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
};
const { hashes, counts } = scratch;
/** Place of a hash plus `base`: whatever is below `base` was left by an earlier block. */
const table = new Int32Array(MOST_TABLE);
let tableMask = 0;
let base = 1;
let size = 0;

/** A word of a message and the hash of its stem. */
type HashedWord = { readonly word: string; readonly hash: number };

/** Valid until the next call. */
export function readFeatures(words: readonly HashedWord[]): Readonly<MessageFeatures> {
  readWordsAndPairs(words);
  useTable(words);
  for (let at = 0; at < words.length; at += 1) addCharacters((words[at] as HashedWord).word);
  scratch.ends[2] = size;
  return scratch;
}

/** The same without characters. */
export function readWordsAndPairs(words: readonly HashedWord[]): Readonly<MessageFeatures> {
  size = 0;
  tableMask = LEAST_TABLE - 1;
  newBlock();
  for (let at = 0; at < words.length; at += 1) add((words[at] as HashedWord).hash);
  scratch.ends[0] = size;
  newBlock();
  addPairs(words, size);
  scratch.ends[1] = size;
  scratch.ends[2] = size;
  return scratch;
}

/** The characters of one word alone. */
export function readCharacters(token: string): Readonly<MessageFeatures> {
  size = 0;
  tableMask = LEAST_TABLE - 1;
  newBlock();
  scratch.ends[0] = 0;
  scratch.ends[1] = 0;
  addCharacters(token);
  scratch.ends[2] = size;
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

function addPairs(words: readonly HashedWord[], distinct: number): void {
  let previous = START_HASH;
  for (let at = 0; at < words.length; at += 1) {
    const { hash } = words[at] as HashedWord;
    add(finish(Math.imul(previous ^ BIGRAM_SEED, 31) + hash));
    previous = hash;
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

/** As large as the characters want it. */
function useTable(words: readonly HashedWord[]): void {
  let characters = 0;
  for (let at = 0; at < words.length; at += 1) characters += (words[at] as HashedWord).word.length;
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
