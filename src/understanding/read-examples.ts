import { hashWord, MAX_FEATURES, meaningHash, readCharacters, readWordsAndPairs } from './features.ts';
import { newHashList, placeIn } from './hash-index.ts';
import type { HashList } from './hash-index.ts';
import { tokenise } from './normalise.ts';
import { stem } from './stem.ts';
import { MEANING_WEIGHT, rarities } from './vocabulary.ts';
import { MEANING_DIMENSIONS, meaningRowOf, putDirection } from './word-meanings.ts';

/** In a set of more messages than this, what was seen once is left out. */
const RARE_FEATURES_FROM_EXAMPLES = 3_000;
/** Messages that are read, or weighed, between two breaks. */
export const MESSAGES_A_STEP = 500;
/** Hold the features of a small set, what its words have of them, and what its messages hold. */
const FIRST_ROOM = 2 ** 15;
const FIRST_OF_WORDS = 2 ** 14;
const FIRST_ENTRIES = 2 ** 16;
/** A message brings fewer new features. */
const MOST_NEW = MAX_FEATURES * 2;
const MOST_TIMES = 255;
/** Entries of a message: where they start, and where its words, pairs and characters end. */
export const BOUNDS = 4;

export type ReadExamples = {
  /** Every feature of a small set; of a large one, those seen at least twice. Those of the meaning come first. */
  hashes: Int32Array;
  idf: Uint8Array;
  /** The rarity of what is in one message only. */
  once: number;
  /** What messages hold, one after another: the place of a feature, -1 = it was left out, and how often. */
  places: Int32Array;
  counts: Uint8Array;
  /** [message][bound]. */
  bounds: Int32Array;
  /** What messages mean, [message][dimension], already weighed. */
  dense: Float32Array;
  /** Of a large set without those that occur once. */
  words: { word: string; occurs: number }[];
};

type Entries = { places: Int32Array; counts: Uint8Array; size: number };

/** What is the same wherever the word stands. */
type Word = {
  word: string;
  hash: number;
  meaningRow: number;
  /** The features of its characters among those of all words. */
  from: number;
  to: number;
  occurs: number;
};

type Reading = {
  list: HashList;
  of: Counts;
  intentCount: number;
  words: Map<string, Word>;
  characters: Entries;
  entries: Entries;
  /** Where the message that is being read starts, and what it is about, from 1 on. */
  from: number;
  matter: number;
};

/** For the feature at each place. */
type Counts = {
  messages: Int32Array;
  /** Different things that its messages are about; more than there are intents are not told apart. */
  matters: Uint16Array;
  latestMatter: Int32Array;
  /** Of the entries, the last that is this feature. */
  latestEntry: Int32Array;
};

export function* readExamples(
  texts: readonly string[],
  /** The intent of each text, all texts of an intent together, or `intentCount`: then it is about something of its own. */
  labels: Int32Array,
  intentCount: number,
): Generator<void, ReadExamples> {
  const reading = newReading(intentCount);
  const bounds = new Int32Array(texts.length * BOUNDS);
  const dense = new Float32Array(texts.length * MEANING_DIMENSIONS);
  for (let row = 0; row < texts.length; row += 1) {
    const label = labels[row] as number;
    reading.matter = label < intentCount ? label + 1 : intentCount + 1 + row;
    const words = read(reading, texts[row] as string, bounds, row * BOUNDS);
    putDirection(words, MEANING_WEIGHT, dense, row * MEANING_DIMENSIONS);
    if (row % MESSAGES_A_STEP === 0) yield;
  }
  if (texts.length > RARE_FEATURES_FROM_EXAMPLES) {
    yield;
    dropRare(reading);
  }
  const { list, words, entries } = reading;
  const { messages, matters } = reading.of;
  const counted = { messages, intents: matters, size: list.size };
  const { bytes: idf, once } = rarities(counted, texts.length, intentCount);
  return {
    hashes: list.hashes.slice(0, list.size),
    idf,
    once,
    places: entries.places.subarray(0, entries.size),
    counts: entries.counts,
    bounds,
    dense,
    words: [...words.values()],
  };
}

function newReading(intentCount: number): Reading {
  const list = newHashList(FIRST_ROOM);
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1)
    placeIn(list, meaningHash(dimension));
  const of = countsFor(FIRST_ROOM, null);
  // Never rare.
  of.messages.fill(2, 0, MEANING_DIMENSIONS);
  of.matters.fill(1, 0, MEANING_DIMENSIONS);
  return {
    list,
    of,
    intentCount,
    words: new Map(),
    characters: entriesFor(FIRST_OF_WORDS, null),
    entries: entriesFor(FIRST_ENTRIES, null),
    from: 0,
    matter: 0,
  };
}

function countsFor(room: number, before: Counts | null): Counts {
  const counts = {
    messages: new Int32Array(room),
    matters: new Uint16Array(room),
    latestMatter: new Int32Array(room),
    latestEntry: new Int32Array(room).fill(-1),
  };
  if (before === null) return counts;
  counts.messages.set(before.messages);
  counts.matters.set(before.matters);
  counts.latestMatter.set(before.latestMatter);
  counts.latestEntry.set(before.latestEntry);
  return counts;
}

function entriesFor(room: number, before: Entries | null): Entries {
  const entries = { places: new Int32Array(room), counts: new Uint8Array(room), size: before?.size ?? 0 };
  if (before === null) return entries;
  entries.places.set(before.places);
  entries.counts.set(before.counts);
  return entries;
}

function read(reading: Reading, text: string, bounds: Int32Array, at: number): Word[] {
  makeRoom(reading);
  const { entries } = reading;
  const tokens = tokenise(text);
  const words: Word[] = [];
  for (let token = 0; token < tokens.length; token += 1) words.push(wordOf(reading, tokens[token] as string));
  reading.from = entries.size;
  bounds[at] = entries.size;
  const { hashes, counts, ends } = readWordsAndPairs(words);
  putHashes(reading, hashes, counts, 0, ends[0]);
  bounds[at + 1] = entries.size;
  putHashes(reading, hashes, counts, ends[0], ends[1]);
  bounds[at + 2] = entries.size;
  for (let word = 0; word < words.length; word += 1) putCharacters(reading, words[word] as Word);
  bounds[at + 3] = entries.size;
  return words;
}

/** For one more message. */
function makeRoom(reading: Reading): void {
  const { list, of, entries, characters } = reading;
  const features = of.messages.length;
  if (list.size + MOST_NEW > features) reading.of = countsFor(features * 2, of);
  const room = entries.counts.length;
  if (entries.size + MAX_FEATURES > room) reading.entries = entriesFor(room * 2, entries);
  const roomOfWords = characters.counts.length;
  if (characters.size + MOST_NEW > roomOfWords) reading.characters = entriesFor(roomOfWords * 2, characters);
}

function wordOf({ words, list, characters }: Reading, token: string): Word {
  const known = words.get(token);
  if (known !== undefined) {
    known.occurs += 1;
    return known;
  }
  const hash = hashWord(stem(token));
  const { hashes, counts, ends } = readCharacters(token);
  const from = characters.size;
  const to = from + ends[2];
  for (let at = 0; at < ends[2]; at += 1) {
    characters.places[from + at] = placeIn(list, hashes[at] as number);
    characters.counts[from + at] = counts[at] as number;
  }
  characters.size = to;
  const word = { word: token, hash, meaningRow: meaningRowOf(hash), from, to, occurs: 1 };
  words.set(token, word);
  return word;
}

function putHashes(reading: Reading, hashes: Int32Array, counts: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1)
    put(reading, placeIn(reading.list, hashes[at] as number), counts[at] as number);
}

function putCharacters(reading: Reading, { from, to }: Word): void {
  const { places, counts } = reading.characters;
  for (let at = from; at < to; at += 1) put(reading, places[at] as number, counts[at] as number);
}

/** The feature so many times more in the message. */
function put({ of, entries, from, matter, intentCount }: Reading, place: number, times: number): void {
  const { places, counts, size } = entries;
  const before = of.latestEntry[place] as number;
  if (before >= from) {
    counts[before] = Math.min(MOST_TIMES, (counts[before] as number) + times);
    return;
  }
  if (size - from === MAX_FEATURES) return;
  of.latestEntry[place] = size;
  places[size] = place;
  counts[size] = times;
  entries.size = size + 1;
  of.messages[place] = (of.messages[place] as number) + 1;
  if (of.latestMatter[place] === matter) return;
  of.latestMatter[place] = matter;
  if ((of.matters[place] as number) < intentCount) of.matters[place] = (of.matters[place] as number) + 1;
}

/** What is in one message only goes, features and words. */
function dropRare({ list, of, words, entries }: Reading): void {
  const placesNow = new Int32Array(list.size).fill(-1);
  let kept = 0;
  for (let place = 0; place < placesNow.length; place += 1) {
    if (of.messages[place] === 1) continue;
    list.hashes[kept] = list.hashes[place] as number;
    of.messages[kept] = of.messages[place] as number;
    of.matters[kept] = of.matters[place] as number;
    placesNow[place] = kept;
    kept += 1;
  }
  list.size = kept;
  const { places, size } = entries;
  for (let at = 0; at < size; at += 1) places[at] = placesNow[places[at] as number] as number;
  for (const [token, { occurs }] of words) if (occurs === 1) words.delete(token);
}
