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
  const { ends, meaning } = features;
  const { index, meaningPlaces } = vocabulary;
  const words = ends[0];
  row.size = 0;
  scaleFrom(row, 0, BLOCK_WEIGHTS[0], addKnown(features, 0, words, LESS_EACH_TIME, index, idf, row));
  row.knownWordShare = words === 0 ? 0 : row.size / words;
  const pairsFrom = row.size;
  scaleFrom(
    row,
    pairsFrom,
    BLOCK_WEIGHTS[1],
    addKnown(features, words, ends[1], LESS_EACH_TIME, index, idf, row),
  );
  const charactersFrom = row.size;
  scaleFrom(row, charactersFrom, BLOCK_WEIGHTS[2], addCharacters(features, index, idf, row));
  row.meaningFrom = row.size;
  if (meaning !== null) addMeaning(meaning, MEANING_WEIGHT, meaningPlaces, row);
}

/** @returns the sum of the squares of what was added */
function addKnown(
  { hashes, counts }: MessageFeatures,
  from: number,
  to: number,
  { values: valueOf, squares: squareOf }: Counting,
  index: HashIndex,
  idf: Uint8Array,
  row: Row,
): number {
  const { places, values } = row;
  let { size } = row;
  let squares = 0;
  for (let at = from; at < to; at += 1) {
    const place = placeOf(index, hashes[at] as number);
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
export function addCharacters(
  features: MessageFeatures,
  index: HashIndex,
  idf: Uint8Array,
  row: Row,
): number {
  return addKnown(features, features.ends[1], features.ends[2], EACH_TIME, index, idf, row);
}

export function addMeaning(meaning: Float32Array, weight: number, meaningPlaces: Int32Array, row: Row): void {
  const { places, values } = row;
  let { size } = row;
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1) {
    const place = meaningPlaces[dimension] as number;
    if (place === -1) continue;
    places[size] = place;
    values[size] = (meaning[dimension] as number) * weight;
    size += 1;
  }
  row.size = size;
}

function scaleFrom({ values, size }: Row, from: number, weight: number, squares: number): void {
  if (squares === 0) return;
  const factor = weight / Math.sqrt(squares);
  for (let entry = from; entry < size; entry += 1) values[entry] = (values[entry] as number) * factor;
}
