import { featuresOf, meaningHash } from './features.ts';
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
const RARE_FEATURES_FROM_EXAMPLES = 3_000;
/** More than there are things that messages can be about. */
const MATTERS = 2 ** 17;

export type TrainingSet = {
  intents: string[];
  /** Index into `intents`, or `intents.length` for out of scope. */
  labels: Int32Array;
  /** Rows that stand for real messages: the intents' names are trained on but never judged on. */
  judged: Uint8Array;
  rows: Rows;
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

export function buildTrainingSet(
  examples: readonly LabelledText[],
  intents: readonly string[],
  negatives: readonly string[],
): TrainingSet {
  const placeOf = new Map(intents.map((intent, place) => [intent, place]));
  const texts: { text: string; label: number; judged: boolean }[] = [];
  for (const example of examples) {
    const label = example.intent === null ? intents.length : (placeOf.get(example.intent) ?? 0);
    texts.push({ text: example.text, label, judged: true });
  }
  for (const text of negatives) texts.push({ text, label: intents.length, judged: true });
  intents.forEach((intent, label) => texts.push({ text: intentNameInWords(intent), label, judged: false }));

  const messages = texts.map((one) => featuresOf(one.text));
  // A line that is out of scope has its matter to itself, as if it were an intent of its own.
  const matters = Int32Array.from(texts, ({ label }, at) => (label < intents.length ? label : label + at));
  const { hashes, idf } = chooseFeatures(messages, matters, intents.length);
  const once = rarityByte([1, messages.length], [1, intents.length]);
  const vocabulary = buildVocabulary(hashes);
  const rows = weighedRows(messages, vocabulary, idf, hashes.length, once);
  return {
    intents: [...intents],
    labels: Int32Array.from(texts, (one) => one.label),
    judged: Uint8Array.from(texts, (one) => (one.judged ? 1 : 0)),
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
    for (const token of tokens) if (isSpellable(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const least = messages.length > RARE_FEATURES_FROM_EXAMPLES ? 2 : 1;
  const words = [...counts].filter(([, count]) => count >= least);
  words.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return words.slice(0, MAX_WORDS).map(([word]) => word);
}

/** Every feature of a small set; of a large one, those seen at least twice. In the order of their hashes. */
function chooseFeatures(
  messages: readonly MessageFeatures[],
  /** What each message is about. */
  matters: Int32Array,
  intentCount: number,
): { hashes: Int32Array; idf: Uint8Array } {
  let total = MEANING_DIMENSIONS * 2;
  for (const message of messages) total += message.hashes.length;
  // Feature and matter in one number: sorted, equal ones stand together, and both are counted in one go.
  const all = new Float64Array(total);
  let at = 0;
  messages.forEach((message, number) => {
    for (const hash of message.hashes) {
      all[at] = hash * MATTERS + (matters[number] as number);
      at += 1;
    }
  });
  // Twice, so that they are never rare.
  for (let dimension = 0; dimension < MEANING_DIMENSIONS; dimension += 1) {
    all.fill(meaningHash(dimension) * MATTERS, at, at + 2);
    at += 2;
  }
  all.sort();
  const least = messages.length > RARE_FEATURES_FROM_EXAMPLES ? 2 : 1;
  const hashes = new Int32Array(total);
  const idf = new Uint8Array(total);
  let kept = 0;
  for (let from = 0; from < total;) {
    const hash = Math.floor((all[from] as number) / MATTERS);
    const end = (hash + 1) * MATTERS;
    let to = from;
    let among = 0;
    for (; to < total && (all[to] as number) < end; to += 1) if (all[to] !== all[to - 1]) among += 1;
    if (to - from >= least) {
      hashes[kept] = hash;
      idf[kept] = rarityByte([to - from, messages.length], [Math.min(among, intentCount), intentCount]);
      kept += 1;
    }
    from = to;
  }
  return { hashes: hashes.slice(0, kept), idf: idf.slice(0, kept) };
}

function weighedRows(
  messages: readonly MessageFeatures[],
  vocabulary: Vocabulary,
  idf: Uint8Array,
  width: number,
  /** The rarity of a feature that occurs in one message only. */
  once: number,
): { rows: Rows; knownWordShares: Float32Array } {
  const starts = new Int32Array(messages.length + 1);
  let capacity = 0;
  for (const message of messages) capacity += message.hashes.length;
  const columns = new Int32Array(capacity);
  const values = new Float32Array(capacity);
  const dense = new Float32Array(messages.length * MEANING_DIMENSIONS);
  const squaredLengths = new Float64Array(messages.length);
  const knownWordShares = new Float32Array(messages.length);
  const row = newRow();
  let filled = 0;
  messages.forEach((message, number) => {
    weigh(message, vocabulary, idf, row);
    let squares = 0;
    for (let entry = 0; entry < row.size; entry += 1) {
      const value = row.values[entry] as number;
      if (entry >= row.meaningFrom) {
        dense[number * MEANING_DIMENSIONS + entry - row.meaningFrom] = value;
        squares += value * value;
        continue;
      }
      columns[filled] = row.places[entry] as number;
      values[filled] = value;
      squares += value * value;
      filled += 1;
    }
    starts[number + 1] = filled;
    squaredLengths[number] = squares;
    knownWordShares[number] = knownElsewhere(message, row, idf, once);
  });
  return {
    rows: {
      count: messages.length,
      width,
      starts,
      columns: columns.slice(0, filled),
      values: values.slice(0, filled),
      denseWidth: MEANING_DIMENSIONS,
      dense,
      squaredLengths,
    },
    knownWordShares,
  };
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
