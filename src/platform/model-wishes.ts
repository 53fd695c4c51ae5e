/** What may be asked of a model, and how its answer is read: every reader is total, and null means nonsense. */
import { tokensAtMost } from './model-prices.ts';
import type { Tokens } from './model-prices.ts';

export type ModelWish<T> = {
  model: string;
  input: Record<string, unknown>;
  tokensAtMost: Tokens;
  read: (output: unknown) => T | null;
};

/** One vector for each text, of length one. */
export function embeddingWish(model: string, texts: readonly string[]): ModelWish<Float32Array[]> {
  return {
    model,
    input: { text: texts },
    tokensAtMost: { input: texts.reduce((sum, text) => sum + tokensAtMost(text), 0), output: 0 },
    read: (output) => readVectors(output, texts.length),
  };
}

export type Chat = {
  model: string;
  /** Ours. */
  system: string;
  /** Holds what customers or documents say: data, never instructions. */
  user: string;
  maxTokens: number;
};

/** A JSON answer. The schema is a request to the model; what counts is `read`, which checks what came. */
export function jsonWish<T>(
  chat: Chat & { schema: Record<string, unknown>; read: (value: unknown) => T | null },
): ModelWish<T> {
  const wish = chatWish(chat, { response_format: { type: 'json_schema', json_schema: chat.schema } });
  return {
    ...wish,
    read: (output) => {
      const json = readJson(output);
      return json === undefined ? null : chat.read(json);
    },
  };
}

export function textWish<T>(chat: Chat & { read: (text: string) => T | null }): ModelWish<T> {
  return {
    ...chatWish(chat, {}),
    read: (output) => {
      const text = readText(output);
      return text === null ? null : chat.read(text);
    },
  };
}

function chatWish(chat: Chat, more: Record<string, unknown>): Omit<ModelWish<unknown>, 'read'> {
  const { model, system, user, maxTokens } = chat;
  return {
    model,
    input: {
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      max_tokens: maxTokens,
      temperature: 0,
      ...more,
    },
    tokensAtMost: { input: tokensAtMost(system) + tokensAtMost(user), output: maxTokens },
  };
}

/** The answer's text, in the older shape (`response`) or the newer one (`choices`). */
function readText(output: unknown): string | null {
  const said = saidIn(output);
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : null;
}

/** An object, as such or as text, even with words or a fence around it. undefined = there is none. */
function readJson(output: unknown): unknown {
  const said = saidIn(output);
  if (typeof said === 'object' && said !== null) return said;
  if (typeof said !== 'string') return undefined;
  const from = said.indexOf('{');
  const to = said.lastIndexOf('}');
  if (from === -1 || to < from) return undefined;
  try {
    return JSON.parse(said.slice(from, to + 1));
  } catch {
    return undefined;
  }
}

function saidIn(output: unknown): unknown {
  const whole = asRecord(output);
  if (whole === null) return null;
  if ('response' in whole) return whole['response'];
  const choices = whole['choices'];
  const first = Array.isArray(choices) ? asRecord(choices[0]) : null;
  return asRecord(first?.['message'])?.['content'] ?? null;
}

function readVectors(output: unknown, wanted: number): Float32Array[] | null {
  const rows = asRecord(output)?.['data'];
  if (!Array.isArray(rows) || rows.length !== wanted) return null;
  const vectors: Float32Array[] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || row.length === 0 || row.length !== (vectors[0]?.length ?? row.length))
      return null;
    let squares = 0;
    for (const value of row as unknown[]) {
      if (typeof value !== 'number' || !Number.isFinite(value)) return null;
      squares += value * value;
    }
    if (!(squares > 0) || !Number.isFinite(squares)) return null;
    const length = Math.sqrt(squares);
    vectors.push(Float32Array.from(row as number[], (value) => value / length));
  }
  return vectors;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
