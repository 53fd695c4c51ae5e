import { meaningHash } from './features.ts';
import type { MessageFeatures } from './features.ts';
import { rarityByte } from './vocabulary.ts';
import { MEANING_DIMENSIONS } from './word-meanings.ts';

/** In a set of more messages than this, what was seen once is left out. */
export const RARE_FEATURES_FROM_EXAMPLES = 3_000;
const MESSAGES_A_STEP = 1_000;
const USUAL = 64;
/** More than there are messages: label and place in one number are sorted natively. */
const PLACES = 2 ** 17;
/** Holds the features of a small set. */
const FIRST_CAPACITY = 2 ** 16;

/** Features by open addressing: how many messages hold each, and how many different things these are about. */
type Counts = {
  keys: Int32Array;
  messages: Int32Array;
  /** Things that messages are about. */
  matters: Uint16Array;
  /** What the last message was about, from 1 on. */
  latest: Int32Array;
  used: number;
};

/** Every feature of a small set; of a large one, those seen at least twice. In the order of their hashes. */
export function* chooseFeatures(
  messages: readonly MessageFeatures[],
  /** The intent of each message, or `intentCount`: then it is about something of its own. */
  labels: Int32Array,
  intentCount: number,
): Generator<void, { hashes: Int32Array; idf: Uint8Array }> {
  let counts = newCounts(FIRST_CAPACITY);
  // An intent at a time, so that a new one is seen by its number.
  const order = Float64Array.from(labels, (label, at) => label * PLACES + at).sort();
  for (let at = 0; at < order.length; at += 1) {
    const label = Math.floor((order[at] as number) / PLACES);
    const { hashes } = messages[(order[at] as number) % PLACES] as MessageFeatures;
    while ((counts.used + hashes.length) * 2 > counts.keys.length) counts = enlarged(counts);
    count(counts, hashes, label < intentCount ? label + 1 : intentCount + 1 + at, intentCount);
    if (at % MESSAGES_A_STEP === 0) yield;
  }
  // Twice, so that they are never rare.
  const meanings = Int32Array.from({ length: MEANING_DIMENSIONS }, (_, dimension) => meaningHash(dimension));
  for (let time = 0; time < 2; time += 1)
    count(counts, meanings, intentCount + 1 + labels.length, intentCount);
  return chosen(counts, messages.length, intentCount);
}

function newCounts(capacity: number): Counts {
  return {
    keys: new Int32Array(capacity),
    messages: new Int32Array(capacity),
    matters: new Uint16Array(capacity),
    latest: new Int32Array(capacity),
    used: 0,
  };
}

function slotOf({ keys, messages }: Counts, hash: number): number {
  const mask = keys.length - 1;
  let slot = hash & mask;
  while (messages[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

function count(counts: Counts, hashes: Int32Array, matter: number, intentCount: number): void {
  const { keys, messages, matters, latest } = counts;
  const mask = keys.length - 1;
  let fresh = 0;
  for (let at = 0; at < hashes.length; at += 1) {
    const hash = hashes[at] as number;
    let slot = hash & mask;
    while (messages[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask;
    if (messages[slot] === 0) {
      keys[slot] = hash;
      fresh += 1;
    }
    messages[slot] = (messages[slot] as number) + 1;
    if (latest[slot] === matter) continue;
    latest[slot] = matter;
    // More are not told apart.
    if ((matters[slot] as number) < intentCount) matters[slot] = (matters[slot] as number) + 1;
  }
  counts.used += fresh;
}

function enlarged(counts: Counts): Counts {
  const larger = newCounts(counts.keys.length * 2);
  for (let from = 0; from < counts.keys.length; from += 1) {
    if (counts.messages[from] === 0) continue;
    const to = slotOf(larger, counts.keys[from] as number);
    larger.keys[to] = counts.keys[from] as number;
    larger.messages[to] = counts.messages[from] as number;
    larger.matters[to] = counts.matters[from] as number;
    larger.latest[to] = counts.latest[from] as number;
  }
  larger.used = counts.used;
  return larger;
}

function chosen(
  counts: Counts,
  messageCount: number,
  intentCount: number,
): { hashes: Int32Array; idf: Uint8Array } {
  const { keys, messages, matters } = counts;
  const least = messageCount > RARE_FEATURES_FROM_EXAMPLES ? 2 : 1;
  const all = new Int32Array(counts.used);
  let kept = 0;
  for (let slot = 0; slot < keys.length; slot += 1) {
    if ((messages[slot] as number) < least) continue;
    all[kept] = keys[slot] as number;
    kept += 1;
  }
  const hashes = all.slice(0, kept).sort();
  const idf = new Uint8Array(kept);
  // Most features are of few messages and intents: their rarity is worked out once.
  const usual = new Uint8Array(USUAL * USUAL);
  for (let place = 0; place < kept; place += 1) {
    const slot = slotOf(counts, hashes[place] as number);
    const some = messages[slot] as number;
    const among = matters[slot] as number;
    const isUsual = some < USUAL && among < USUAL;
    let rarity = isUsual ? (usual[some * USUAL + among] as number) : 0;
    if (rarity === 0) {
      rarity = rarityByte([some, messageCount], [among, intentCount]);
      if (isUsual) usual[some * USUAL + among] = rarity;
    }
    idf[place] = rarity;
  }
  return { hashes, idf };
}
