/**
 * What is bound as AI and VECTORIZE in tests: a worker of its own, called as the platform's bindings are. It proves the code
 * path, not the quality of any model: its vectors are hashed words, so that similar texts are near, and its language model
 * does what it is told to.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import type { VectorRow } from '../../src/platform/model-bindings.ts';
import { DIMENSIONS, vectorOf } from './hashed-vector.ts';
import { wordsOf, type Asked, type Behaviour, type ToldByModels, type VectorCall } from './model-words.ts';

type Env = { BEHAVIOUR?: string };

let behaviour: Behaviour | null = null;
let asked: Asked[] = [];
const vectors = new Map<string, VectorRow>();
/** What was done to the vectors, in turn. */
const vectorCalls: VectorCall[] = [];

export class Ai extends WorkerEntrypoint<Env> {
  /** Until the next call of it; only tests call this. */
  behave(next: Behaviour): void {
    behaviour = next;
    asked = [];
  }

  asked(): Asked[] {
    return asked;
  }

  async run(model: string, input: Record<string, unknown>, options?: unknown): Promise<unknown> {
    asked.push({ model, input, options });
    const now = behaviour ?? ({ kind: this.env.BEHAVIOUR ?? 'fail', waitMs: 30_000 } as Behaviour);
    if (now.kind === 'busy') throw new Error('3040: Capacity temporarily exceeded, please try again.');
    if (now.kind === 'fail') throw new Error('InferenceUpstreamError: something broke upstream');
    if (now.kind === 'slow') await scheduler.wait(now.waitMs);
    return Array.isArray(input['text']) ? embed(input['text'] as string[], now) : answer(input, now);
  }
}

function embed(texts: string[], now: Behaviour): unknown {
  if (now.kind === 'junk') return { shape: [1, 3], data: [[1, Number.NaN, 'x']] };
  if (now.kind === 'refuse') return { data: texts.slice(1).map(() => [0, 0]) };
  return { shape: [texts.length, DIMENSIONS], data: texts.map(vectorOf) };
}

function answer(input: Record<string, unknown>, now: Behaviour): unknown {
  const response = wordsOf(input, now);
  const messages = input['messages'] as { content: string }[];
  const usage = {
    prompt_tokens: Math.ceil(messages.reduce((sum, one) => sum + one.content.length, 0) / 4),
    completion_tokens: Math.ceil(response.length / 4),
  };
  return { response, usage };
}

export class Vectorize extends WorkerEntrypoint<Env> {
  upsert(rows: VectorRow[]): { count: number } {
    for (const row of rows) {
      vectors.set(row.id, row);
      const { id, namespace } = row;
      vectorCalls.push({ call: 'upsert', namespace, id, contentHash: row.metadata?.['contentHash'] });
    }
    return { count: rows.length };
  }

  query(
    values: number[],
    options: { topK: number; namespace: string; returnMetadata?: string },
  ): { count: number; matches: { id: string; score: number; namespace: string; metadata?: unknown }[] } {
    const near = [...vectors.values()]
      .filter((row) => row.namespace === options.namespace)
      .map(({ id, namespace, metadata, values: own }) => ({
        id,
        namespace,
        score: own.reduce((sum, value, at) => sum + value * (values[at] ?? 0), 0),
        ...(options.returnMetadata === 'all' ? { metadata } : {}),
      }));
    const matches = near.toSorted((a, b) => b.score - a.score).slice(0, options.topK);
    vectorCalls.push({ call: 'query', namespace: options.namespace, found: matches.length });
    return { count: matches.length, matches };
  }

  deleteByIds(ids: string[]): { count: number } {
    for (const id of ids) {
      vectors.delete(id);
      vectorCalls.push({ call: 'delete', id });
    }
    return { count: ids.length };
  }
}

export default {
  /** For tests outside of the simulator: all that was asked, and how often each model was. */
  fetch: (request) =>
    new URL(request.url).pathname === '/told'
      ? Response.json({
          asked,
          vectorCalls,
          held: [...vectors.values()].map(({ id, namespace }) => ({ id, namespace })),
        } satisfies ToldByModels)
      : Response.json(
          Object.groupBy(
            asked.map(({ model }) => model),
            (model) => model,
          ),
        ),
} satisfies ExportedHandler<Env>;
