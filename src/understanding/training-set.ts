import { hashWord } from './features.ts';
import type { Rows } from './margin-solver.ts';
import { isSpellable } from './misspellings.ts';
import { BOUNDS, MESSAGES_A_STEP, readExamples } from './read-examples.ts';
import type { ReadExamples } from './read-examples.ts';
import { TrainingDataError } from './training-error.ts';
import { MEANING_WEIGHT, weigh } from './vocabulary.ts';
import type { Row } from './vocabulary.ts';
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
  /** Rows that are the business's lines. */
  own: Uint8Array;
  /** Rows that stand for real messages: the intents' names are trained on but never judged on. */
  judged: Uint8Array;
  /** Of each row a number that its text alone decides, evenly from 0 to 2^32 - 1. */
  draws: Uint32Array;
  /** A column is a feature; those of the meaning are dense. */
  rows: Rows;
  knownWordShares: Float32Array;
  hashes: Int32Array;
  idf: Uint8Array;
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

type Line = { text: string; isOwn: boolean; isJudged: boolean };

export function* buildTrainingSet(
  examples: readonly LabelledText[],
  intents: readonly string[],
  negatives: readonly string[],
): Generator<void, TrainingSet> {
  const { lines, labels } = byLabel(examples, intents, negatives);
  const read = yield* readExamples(
    lines.map(({ text }) => text),
    labels,
    intents.length,
  );
  yield;
  const rows = yield* weighedRows(read);
  return {
    intents: [...intents],
    labels,
    own: Uint8Array.from(lines, ({ isOwn }) => (isOwn ? 1 : 0)),
    judged: Uint8Array.from(lines, ({ isJudged }) => (isJudged ? 1 : 0)),
    draws: Uint32Array.from(lines, ({ text }) => hashWord(text) >>> 0),
    ...rows,
    hashes: read.hashes,
    idf: read.idf,
    words: frequentWords(read.words),
  };
}

/** All lines of an intent together, those out of scope last. */
function byLabel(
  examples: readonly LabelledText[],
  intents: readonly string[],
  negatives: readonly string[],
): { lines: Line[]; labels: Int32Array } {
  const placeOf = new Map(intents.map((intent, place) => [intent, place]));
  const groups = intents.map((intent): Line[] => [
    { text: intentNameInWords(intent), isOwn: false, isJudged: false },
  ]);
  const outside: Line[] = [];
  for (const { text, intent } of examples) {
    const group = intent === null ? outside : groups[placeOf.get(intent) ?? 0];
    group?.push({ text, isOwn: true, isJudged: true });
  }
  for (const text of negatives) outside.push({ text, isOwn: false, isJudged: true });
  groups.push(outside);
  const labels = groups.flatMap((group, label) => group.map(() => label));
  return { lines: groups.flat(), labels: Int32Array.from(labels) };
}

/** The most frequent first. */
function frequentWords(occurring: ReadExamples['words']): string[] {
  const words = occurring.filter(({ word }) => isSpellable(word));
  words.sort((a, b) => b.occurs - a.occurs || (a.word < b.word ? -1 : 1));
  return words.slice(0, MAX_WORDS).map(({ word }) => word);
}

function* weighedRows(read: ReadExamples): Generator<void, Pick<TrainingSet, 'rows' | 'knownWordShares'>> {
  const { places, counts, bounds, dense, idf, once } = read;
  const count = bounds.length / BOUNDS;
  const starts = new Int32Array(count + 1);
  const squaredLengths = new Float64Array(count);
  const knownWordShares = new Float32Array(count);
  // What is weighed takes the place of what was read.
  const row: Row = { places, values: new Float32Array(places.length), size: 0, knownWordShare: 0 };
  for (let number = 0; number < count; number += 1) {
    const at = number * BOUNDS;
    const from = bounds[at] as number;
    const ends = [bounds[at + 1] as number, bounds[at + 2] as number, bounds[at + 3] as number] as const;
    const before = row.size;
    const squares = weigh({ places, counts, from, ends }, idf, row);
    starts[number + 1] = row.size;
    // Few messages mean nothing, and this only sets the pace at which they are learned.
    squaredLengths[number] = squares + MEANING_WEIGHT * MEANING_WEIGHT;
    knownWordShares[number] = knownElsewhere(row, before, ends[0] - from, idf, once);
    if (number % MESSAGES_A_STEP === 0) yield;
  }
  const rows = {
    count,
    width: idf.length,
    denseWidth: MEANING_DIMENSIONS,
    dense,
    starts,
    columns: places.subarray(0, row.size),
    values: row.values.subarray(0, row.size),
    squaredLengths,
  };
  return { rows, knownWordShares };
}

/** The share of a message's words that would be known had the message itself not been trained on. */
function knownElsewhere(row: Row, from: number, words: number, idf: Uint8Array, once: number): number {
  if (words === 0) return 0;
  const known = Math.round(row.knownWordShare * words);
  let elsewhere = 0;
  for (let entry = from; entry < from + known; entry += 1)
    if ((idf[row.places[entry] ?? 0] ?? 0) < once) elsewhere += 1;
  return elsewhere / words;
}
