import { MAX_FEATURES, meaningHash } from './features.ts';
import type { MessageFeatures } from './features.ts';
import { indexHashes, placeOf } from './hash-index.ts';
import type { HashIndex } from './hash-index.ts';
import { MEANING_DIMENSIONS } from './word-meanings.ts';

/** Weight of each block after it has been brought to length one: words, pairs, characters. */
export const BLOCK_WEIGHTS: readonly [number, number, number] = [1, 0.9, 1];

/** The length of the block of meaning. */
export const MEANING_WEIGHT = 1.6;

/** Rarity is kept as a byte. */
const IDF_STEPS_PER_UNIT = 20;

/**
 * What features count by how rare they are: half by the messages that hold them, half by the intents that do. A word of many
 * messages of one intent is common, and still tells that intent from its siblings. Bytes from 20 on; of ten million messages
 * and as many intents they would still be below 255. `once`: that of a feature which only one message holds.
 */
export function rarities(
  features: { messages: Int32Array; intents: Uint16Array; size: number },
  messageCount: number,
  intentCount: number,
): { bytes: Uint8Array; once: number } {
  const byMessages = halvesAmong(messageCount);
  const byIntents = halvesAmong(intentCount);
  const { messages, intents } = features;
  const bytes = new Uint8Array(features.size);
  for (let feature = 0; feature < bytes.length; feature += 1)
    // A half more, because what is behind the point is cut off.
    bytes[feature] =
      (byMessages[messages[feature] as number] as number) +
      (byIntents[intents[feature] as number] as number) +
      0.5;
  const once = Math.floor((byMessages[1] as number) + (byIntents[1] as number) + 0.5);
  return { bytes, once };
}

/** By how many of all they are, in steps. */
function halvesAmong(all: number): Float64Array {
  const half = IDF_STEPS_PER_UNIT / 2;
  return Float64Array.from({ length: all + 1 }, (_, some) => half * (Math.log((1 + all) / (1 + some)) + 1));
}

const idfTable = new Float64Array(256);
for (let byte = 0; byte < 256; byte += 1) idfTable[byte] = byte / IDF_STEPS_PER_UNIT;

/** What a feature that occurs so often gives, and what that adds to the square of the block's length. */
type Counting = { values: Float64Array; squares: Float64Array };
const LESS_EACH_TIME = countingBy(
  (count) => 1 + Math.log(count),
  (count) => (1 + Math.log(count)) ** 2,
);
const EACH_TIME = countingBy(
  (count) => count,
  (count) => count,
);

function countingBy(valueOf: (count: number) => number, squareOf: (count: number) => number): Counting {
  const counts = Float64Array.from({ length: 256 }, (_, count) => count);
  return {
    values: counts.map((count) => (count === 0 ? 0 : valueOf(count))),
    squares: counts.map((count) => (count === 0 ? 0 : squareOf(count))),
  };
}

export type Vocabulary = {
  index: HashIndex;
  /** Places of the dimensions of meaning; -1 = pruned away. */
  meaningPlaces: Int32Array;
};

export function buildVocabulary(hashes: Int32Array): Vocabulary {
  const index = indexHashes(hashes);
  const meaningPlaces = new Int32Array(MEANING_DIMENSIONS);
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    meaningPlaces[dimension] = placeOf(index, meaningHash(dimension));
  return { index, meaningPlaces };
}

/**
 * Messages as the classifier weighs them. Only the first `size` entries count; those of the meaning come last. Reused, so that
 * a message costs no memory.
 */
export type Row = {
  places: Int32Array;
  values: Float32Array;
  size: number;
  /** Of the message that was added last. */
  knownWordShare: number;
};

const MOST_ENTRIES = MAX_FEATURES + MEANING_DIMENSIONS;

export function newRow(): Row {
  return {
    places: new Int32Array(MOST_ENTRIES),
    values: new Float32Array(MOST_ENTRIES),
    size: 0,
    knownWordShare: 0,
  };
}

/** What a message holds, by the places of its features; -1 = not known. */
export type PlacedFeatures = {
  places: Int32Array;
  counts: Uint8Array;
  from: number;
  /** Where words, pairs and characters end. */
  ends: readonly [number, number, number];
};

const located = new Int32Array(MAX_FEATURES);

/** Valid until the next call. */
export function locate({ hashes, counts, ends }: MessageFeatures, index: HashIndex): PlacedFeatures {
  const to = ends[2];
  for (let at = 0; at < to; at += 1) located[at] = placeOf(index, hashes[at] as number);
  return { places: located, counts, from: 0, ends };
}

/**
 * Add a message to the row: its known features, each block brought to its weight. The meaning is added apart.
 * @returns the squared length of what was added
 */
export function weigh(features: PlacedFeatures, idf: Uint8Array, row: Row): number {
  const { from, ends } = features;
  const wordsTo = ends[0];
  const pairsTo = ends[1];
  const before = row.size;
  let squares = scaleFrom(
    row,
    before,
    BLOCK_WEIGHTS[0],
    addKnown(features, from, wordsTo, LESS_EACH_TIME, idf, row),
  );
  row.knownWordShare = wordsTo === from ? 0 : (row.size - before) / (wordsTo - from);
  const pairsFrom = row.size;
  squares += scaleFrom(
    row,
    pairsFrom,
    BLOCK_WEIGHTS[1],
    addKnown(features, wordsTo, pairsTo, LESS_EACH_TIME, idf, row),
  );
  const charactersFrom = row.size;
  return squares + scaleFrom(row, charactersFrom, BLOCK_WEIGHTS[2], addCharacters(features, idf, row));
}

/** @returns the sum of the squares of what was added */
function addKnown(
  { places: known, counts }: PlacedFeatures,
  from: number,
  to: number,
  { values: valueOf, squares: squareOf }: Counting,
  idf: Uint8Array,
  row: Row,
): number {
  const { places, values } = row;
  let { size } = row;
  let squares = 0;
  for (let at = from; at < to; at += 1) {
    const place = known[at] as number;
    if (place === -1) continue;
    const rarity = idfTable[idf[place] as number] as number;
    const count = counts[at] as number;
    places[size] = place;
    values[size] = (valueOf[count] as number) * rarity;
    squares += (squareOf[count] as number) * rarity * rarity;
    size += 1;
  }
  row.size = size;
  return squares;
}

/**
 * Characters, before they are brought to a weight. What a message's words give is the sum of what each gives alone, and so
 * are the squares: a word that was once added up need not be read again.
 * @returns the sum of the squares, each as often as the feature occurs
 */
export function addCharacters(features: PlacedFeatures, idf: Uint8Array, row: Row): number {
  return addKnown(features, features.ends[1], features.ends[2], EACH_TIME, idf, row);
}

export function addMeaning(meaning: Float32Array, meaningPlaces: Int32Array, row: Row): void {
  const { places, values } = row;
  let { size } = row;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1) {
    const place = meaningPlaces[dimension] as number;
    if (place === -1) continue;
    places[size] = place;
    values[size] = meaning[dimension] as number;
    size += 1;
  }
  row.size = size;
}

/** @returns the squared length that the block has now */
function scaleFrom({ values, size }: Row, from: number, weight: number, squares: number): number {
  if (squares === 0) return 0;
  const factor = weight / Math.sqrt(squares);
  for (let entry = from; entry < size; entry += 1) values[entry] = (values[entry] as number) * factor;
  return weight * weight;
}
