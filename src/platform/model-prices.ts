/** What a call of a model costs. US dollars for a million tokens are micro-dollars for one. */

export type Tokens = { input: number; output: number };

/** Workers AI's price list. A model that is not on it is charged as the dearest: a wrong name never looks free. */
const PRICES: Readonly<Record<string, Tokens>> = {
  '@cf/baai/bge-small-en-v1.5': { input: 0.02, output: 0 },
  '@cf/baai/bge-base-en-v1.5': { input: 0.067, output: 0 },
  '@cf/baai/bge-large-en-v1.5': { input: 0.204, output: 0 },
  '@cf/baai/bge-m3': { input: 0.012, output: 0 },
  '@cf/meta/llama-3.1-8b-instruct-fp8-fast': { input: 0.045, output: 0.384 },
  '@cf/meta/llama-3.3-70b-instruct-fp8-fast': { input: 0.293, output: 2.253 },
};
const UNKNOWN: Tokens = { input: 0.6, output: 5 };

/** Whole micro-dollars, rounded up: the ledger never shows less than the bill. */
export function priceMicroUsd(model: string, tokens: Tokens): number {
  const { input, output } = PRICES[model] ?? UNKNOWN;
  return Math.ceil(tokens.input * input + tokens.output * output);
}

const encoder = new TextEncoder();

/** At least as many as a tokenizer makes of it, in any script. */
export function tokensAtMost(text: string): number {
  return Math.ceil(encoder.encode(text).length / 2) + 8;
}

/** What the model says that it used; null where it says nothing. */
export function tokensUsed(output: unknown): Tokens | null {
  const usage = typeof output === 'object' && output !== null && 'usage' in output ? output.usage : null;
  if (typeof usage !== 'object' || usage === null) return null;
  const { prompt_tokens: input, completion_tokens: out } = usage as Record<string, unknown>;
  if (!isCount(input)) return null;
  return { input, output: isCount(out) ? out : 0 };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
