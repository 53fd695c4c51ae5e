import { BLOCKS, MAX_FEATURES, meaningHash } from './features.ts';
import type { MessageFeatures } from './features.ts';
import { MEANING_DIMENSIONS } from './word-meanings.ts';

/** Weight of each block after it has been brought to length one: words, pairs, characters. */
export const BLOCK_WEIGHTS: readonly [number, number, number] = [1, 0.9, 1];

/** The length of the block of meaning. */
export const MEANING_WEIGHT = 1.6;

/** Rarity is kept as a byte. */
const IDF_STEPS_PER_UNIT = 20;

type Share = readonly [some: number, all: number];

/**
 * What a feature counts by how rare it is: half by the messages that hold it, half by the intents that do. A word of many
 * messages of one intent is common, and still tells that intent from its siblings.
 */
export function rarityByte(messages: Share, intents: Share): number {
  const rarity = (rarityOf(messages) + rarityOf(intents)) / 2;
  return Math.max(1, Math.min(255, Math.round(rarity * IDF_STEPS_PER_UNIT)));
}

function rarityOf([some, all]: Share): number {
  return Math.log((1 + all) / (1 + some)) + 1;
}

const idfTable = new Float64Array(256);
for (let byte = 0; byte < 256; byte += 1) idfTable[byte] = byte / IDF_STEPS_PER_UNIT;

const countWeight = new Float64Array(256);
for (let count = 1; count < 256; count += 1) countWeight[count] = 1 + Math.log(count);

/** From a feature's hash to its place, by open addressing. Place -1 = not known. */
export type Vocabulary = {
  keys: Int32Array;
  places: Int32Array;
  mask: number;
  /** Places of the dimensions of meaning; -1 = pruned away. */
  meaningPlaces: Int32Array;
};

export function buildVocabulary(hashes: Int32Array): Vocabulary {
  let capacity = 16;
  while (capacity < hashes.length * 2) capacity *= 2;
  const keys = new Int32Array(capacity);
  const places = new Int32Array(capacity).fill(-1);
  const mask = capacity - 1;
  for (let place = 0; place < hashes.length; place += 1) {
    const hash = hashes[place] ?? 0;
    let slot = hash & mask;
    while (places[slot] !== -1) slot = (slot + 1) & mask;
    keys[slot] = hash;
    places[slot] = place;
  }
  const vocabulary = { keys, places, mask, meaningPlaces: new Int32Array(MEANING_DIMENSIONS) };
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1) {
    vocabulary.meaningPlaces[dimension] = placeOf(vocabulary, meaningHash(dimension));
  }
  return vocabulary;
}

/** -1 = not known. */
export function placeOf({ keys, places, mask }: Vocabulary, hash: number): number {
  let slot = hash & mask;
  while (places[slot] !== -1 && keys[slot] !== hash) slot = (slot + 1) & mask;
  return places[slot] ?? -1;
}

/**
 * One message as the classifier weighs it. Only the first `size` entries count, from `meaningFrom` on those of the meaning;
 * reused by every call.
 */
export type Row = {
  places: Int32Array;
  values: Float64Array;
  meaningFrom: number;
  size: number;
  knownWordShare: number;
};

const MOST_ENTRIES = MAX_FEATURES + MEANING_DIMENSIONS;

export function newRow(): Row {
  const places = new Int32Array(MOST_ENTRIES);
  return { places, values: new Float64Array(MOST_ENTRIES), meaningFrom: 0, size: 0, knownWordShare: 0 };
}

/** Known features only, each block brought to its weight. */
export function weigh(features: MessageFeatures, vocabulary: Vocabulary, idf: Uint8Array, row: Row): void {
  const { keys, places, mask } = vocabulary;
  const { hashes, counts, ends } = features;
  let size = 0;
  let at = 0;
  row.knownWordShare = 0;
  for (let block = 0; block < BLOCKS; block += 1) {
    const start = size;
    const end = ends[block] ?? 0;
    const from = at;
    let squares = 0;
    for (; at < end; at += 1) {
      const hash = hashes[at] ?? 0;
      let slot = hash & mask;
      let place = places[slot] ?? -1;
      while (place !== -1 && keys[slot] !== hash) {
        slot = (slot + 1) & mask;
        place = places[slot] ?? -1;
      }
      if (place === -1) continue;
      const value = (countWeight[counts[at] ?? 0] ?? 0) * (idfTable[idf[place] ?? 0] ?? 0);
      row.places[size] = place;
      row.values[size] = value;
      squares += value * value;
      size += 1;
    }
    if (block === 0 && end > from) row.knownWordShare = (size - start) / (end - from);
    if (squares === 0) continue;
    const factor = (BLOCK_WEIGHTS[block] ?? 1) / Math.sqrt(squares);
    for (let entry = start; entry < size; entry += 1) row.values[entry] = (row.values[entry] ?? 0) * factor;
  }
  row.meaningFrom = size;
  if (features.meaning !== null) {
    for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1) {
      const place = vocabulary.meaningPlaces[dimension] as number;
      if (place === -1) continue;
      row.places[size] = place;
      row.values[size] = (features.meaning[dimension] as number) * MEANING_WEIGHT;
      size += 1;
    }
  }
  row.size = size;
}
