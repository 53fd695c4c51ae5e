import { chooseFeatures, RARE_FEATURES_FROM_EXAMPLES } from './choose-features.ts';
import { condense } from './condense.ts';
import { featuresOf, hashWord } from './features.ts';
import type { MessageFeatures } from './features.ts';
import type { Rows } from './margin-solver.ts';
import { isSpellable } from './misspellings.ts';
import { TrainingDataError } from './training-error.ts';
import { buildVocabulary, rarityByte, newRow, weigh } from './vocabulary.ts';
import type { Row, Vocabulary } from './vocabulary.ts';
import { MEANING_DIMENSIONS } from './word-meanings.ts';

export type LabelledText = { text: string; intent: string | null };

export const MAX_INTENTS = 400;
export const MAX_EXAMPLES = 40_000;
const MAX_INTENT_CHARS = 100;
const MAX_WORDS = 4_000;

export type TrainingSet = {
  intents: string[];
  /** Index into `intents`, or `intents.length` for out of scope. */
  labels: Int32Array;
  /** Rows that stand for real messages: the intents' names are trained on but never judged on. */
  judged: Uint8Array;
  /** Of each row a number that its text alone decides, evenly from 0 to 2^32 - 1. */
  draws: Uint32Array;
  /** Condensed; where each feature is found in them is said by `sources` and `shares`, see `Condensed`. */
  rows: Rows;
  sources: Int32Array;
  shares: Float32Array;
  knownWordShares: Float32Array;
  hashes: Int32Array;
  idf: Uint8Array;
  vocabulary: Vocabulary;
  /** Words of the examples, the most frequent first: what slips are corrected to. */
  words: string[];
};

export function checkExamples(examples: readonly LabelledText[]): string[] {
  if (examples.length > MAX_EXAMPLES) {
    throw new TrainingDataError(
      'too_many_examples',
      `There are ${examples.length} examples; at most ${MAX_EXAMPLES} can be trained on.`,
    );
  }
  const intents = new Set<string>();
  examples.forEach((example, at) => {
    if (typeof example.text !== 'string' || (example.intent !== null && typeof example.intent !== 'string')) {
      throw new TrainingDataError('bad_example', `Example ${at + 1} needs a text and an intent (or null).`);
    }
    if (example.intent === null) return;
    if (example.intent === '' || example.intent.length > MAX_INTENT_CHARS) {
      throw new TrainingDataError(
        'bad_example',
        `The intent of example ${at + 1} must have 1 to ${MAX_INTENT_CHARS} characters.`,
      );
    }
    intents.add(example.intent);
  });
  if (intents.size < 2) {
    throw new TrainingDataError(
      'too_few_intents',
      `Training needs examples of at least two intents; there ${intents.size === 1 ? 'is one' : 'are none'}.`,
    );
  }
  if (intents.size > MAX_INTENTS) {
    throw new TrainingDataError(
      'too_many_intents',
      `There are ${intents.size} intents; at most ${MAX_INTENTS} can be told apart.`,
    );
  }
  return [...intents].sort();
}

/** "card_arrival" and "CardArrival" both read "card arrival". */
export function intentNameInWords(intent: string): string {
  return intent
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Messages that are read between two breaks. */
const MESSAGES_A_STEP = 500;

export function* buildTrainingSet(
  examples: readonly LabelledText[],
  intents: readonly string[],
  negatives: readonly string[],
): Generator<void, TrainingSet> {
  const placeOf = new Map(intents.map((intent, place) => [intent, place]));
  const texts: { text: string; label: number; judged: boolean }[] = [];
  for (const example of examples) {
    const label = example.intent === null ? intents.length : (placeOf.get(example.intent) ?? 0);
    texts.push({ text: example.text, label, judged: true });
  }
  for (const text of negatives) texts.push({ text, label: intents.length, judged: true });
  intents.forEach((intent, label) => texts.push({ text: intentNameInWords(intent), label, judged: false }));

  const messages: MessageFeatures[] = [];
  for (const { text } of texts) {
    messages.push(featuresOf(text));
    if (messages.length % MESSAGES_A_STEP === 0) yield;
  }
  const labels = Int32Array.from(texts, (one) => one.label);
  const { hashes, idf } = yield* chooseFeatures(messages, labels, intents.length);
  const once = rarityByte([1, messages.length], [1, intents.length]);
  const vocabulary = buildVocabulary(hashes);
  yield;
  const rows = yield* weighedRows(messages, vocabulary, idf, once);
  return {
    intents: [...intents],
    labels,
    judged: Uint8Array.from(texts, (one) => (one.judged ? 1 : 0)),
    draws: Uint32Array.from(texts, (one) => hashWord(one.text) >>> 0),
    ...rows,
    hashes,
    idf,
    vocabulary,
    words: frequentWords(messages),
  };
}

function frequentWords(messages: readonly MessageFeatures[]): string[] {
  const counts = new Map<string, number>();
  for (const { tokens } of messages) {
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const least = messages.length > RARE_FEATURES_FROM_EXAMPLES ? 2 : 1;
  const words = [...counts].filter(([word, count]) => count >= least && isSpellable(word));
  words.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return words.slice(0, MAX_WORDS).map(([word]) => word);
}

function* weighedRows(
  messages: readonly MessageFeatures[],
  vocabulary: Vocabulary,
  idf: Uint8Array,
  /** The rarity of a feature that occurs in one message only. */
  once: number,
): Generator<void, Pick<TrainingSet, 'rows' | 'sources' | 'shares' | 'knownWordShares'>> {
  const count = messages.length;
  let capacity = 0;
  for (const message of messages) capacity += message.hashes.length;
  const sparse = {
    starts: new Int32Array(count + 1),
    columns: new Int32Array(capacity),
    values: new Float32Array(capacity),
  };
  const { columns, values, starts } = sparse;
  const dense = new Float32Array(count * MEANING_DIMENSIONS);
  const squaredLengths = new Float64Array(count);
  const knownWordShares = new Float32Array(count);
  const row = newRow();
  let filled = 0;
  for (let number = 0; number < count; number += 1) {
    const message = messages[number] as MessageFeatures;
    weigh(message, vocabulary, idf, row);
    let squares = 0;
    for (let entry = 0; entry < row.meaningFrom; entry += 1) {
      const value = row.values[entry] as number;
      columns[filled] = row.places[entry] as number;
      values[filled] = value;
      squares += value * value;
      filled += 1;
    }
    const denseFrom = number * MEANING_DIMENSIONS - row.meaningFrom;
    for (let entry = row.meaningFrom; entry < row.size; entry += 1) {
      const value = row.values[entry] as number;
      dense[denseFrom + entry] = value;
      squares += value * value;
    }
    starts[number + 1] = filled;
    squaredLengths[number] = squares;
    knownWordShares[number] = knownElsewhere(message, row, idf, once);
    if (number % MESSAGES_A_STEP === 0) yield;
  }
  yield;
  const { sources, shares, ...condensed } = yield* condense(sparse, idf.length);
  vocabulary.meaningPlaces.forEach((place, dimension) => {
    sources[place] = condensed.width + dimension;
    shares[place] = 1;
  });
  const rows = { ...condensed, count, denseWidth: MEANING_DIMENSIONS, dense, squaredLengths };
  return { rows, sources, shares, knownWordShares };
}

/** The share of a message's words that would be known had the message itself not been trained on. */
function knownElsewhere(message: MessageFeatures, row: Row, idf: Uint8Array, once: number): number {
  const words = message.ends[0];
  if (words === 0) return 0;
  const known = Math.round(row.knownWordShare * words);
  let elsewhere = 0;
  for (let entry = 0; entry < known; entry += 1)
    if ((idf[row.places[entry] ?? 0] ?? 0) < once) elsewhere += 1;
  return elsewhere / words;
}
