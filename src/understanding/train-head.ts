/** Trains the head of a version: its examples become vectors (each is asked for once and kept), and the vectors a head. */
import type { ModelOutcome } from '../platform/model-call.ts';
import { embeddingWish } from '../platform/model-wishes.ts';
import type { ModelWish } from '../platform/model-wishes.ts';
import { trainEmbeddingHead } from './embedding-head.ts';
import type { EmbeddingHead, VectorExample } from './embedding-head.ts';
import type { LabelledText } from './training-set.ts';

/** Vectors of texts that were asked for before. */
export type VectorCache = {
  read: (encoder: string) => Promise<ReadonlyMap<string, Float32Array>>;
  put: (encoder: string, vectors: readonly { text: string; vector: Float32Array }[]) => Promise<void>;
};

export type HeadTraining = {
  encoder: string;
  intents: readonly string[];
  examples: readonly LabelledText[];
  /** Lines that are no intent of anybody's. */
  outside: readonly string[];
  cache: VectorCache;
  /** Lets others run for a moment. */
  breathe: () => Promise<void>;
  ask: <T>(wish: ModelWish<T>, deadlineMs: number) => Promise<ModelOutcome<T>>;
};

export type HeadTrained =
  | { kind: 'trained'; head: EmbeddingHead }
  /** The encoder did not answer: what came is kept, and the next try goes on from there. */
  | { kind: 'later'; why: string }
  | { kind: 'tooFew' };

/** A head learns little from more, and each is paid for. */
const MAX_EXAMPLES = 3_000;
const LEAST_EXAMPLES = 20;
const MAX_CHARS = 600;
const BATCH = 50;
const BATCH_WITHIN_MS = 20_000;

export async function trainHead(training: HeadTraining): Promise<HeadTrained> {
  const { encoder, intents, cache, ask } = training;
  const chosen = chooseExamples(training);
  if (intents.length < 2 || chosen.length < LEAST_EXAMPLES) return { kind: 'tooFew' };
  const known = new Map(await cache.read(encoder));
  const missing = [...new Set(chosen.map(({ text }) => text))].filter((text) => !known.has(text));
  for (let from = 0; from < missing.length; from += BATCH) {
    const texts = missing.slice(from, from + BATCH);
    const outcome = await ask(embeddingWish(encoder, texts), BATCH_WITHIN_MS);
    if (outcome.kind !== 'answered') return { kind: 'later', why: outcome.kind };
    const vectors = outcome.value.map((vector, at) => ({ text: texts[at] ?? '', vector }));
    await cache.put(encoder, vectors);
    for (const { text, vector } of vectors) known.set(text, vector);
  }
  const dimensions = known.get(chosen[0]?.text ?? '')?.length;
  const examples = chosen.flatMap(({ text, label }): VectorExample[] => {
    const vector = known.get(text);
    return vector === undefined || vector.length !== dimensions ? [] : [{ text, label, vector }];
  });
  return { kind: 'trained', head: await trainEmbeddingHead(encoder, intents, examples, training.breathe) };
}

/** Of every intent equally many, as far as they go. */
function chooseExamples({ intents, examples, outside }: HeadTraining): { text: string; label: number }[] {
  const places = new Map(intents.map((intent, place) => [intent, place]));
  const byLabel = Array.from({ length: intents.length + 1 }, () => new Set<string>());
  const add = (text: string, label: number): void => {
    const short = text.slice(0, MAX_CHARS).trim();
    if (short !== '') byLabel[label]?.add(short);
  };
  for (const { text, intent } of examples) {
    const label = intent === null ? intents.length : places.get(intent);
    if (label !== undefined) add(text, label);
  }
  for (const text of outside) add(text, intents.length);
  const lists = byLabel.map((texts) => [...texts]);
  const chosen: { text: string; label: number }[] = [];
  for (let turn = 0; chosen.length < MAX_EXAMPLES; turn += 1) {
    const left = lists.flatMap((texts, label) => {
      const text = texts[turn];
      return text === undefined ? [] : [{ text, label }];
    });
    if (left.length === 0) break;
    chosen.push(...left.slice(0, MAX_EXAMPLES - chosen.length));
  }
  return chosen;
}
