/**
 * A classifier of the business's own, over HTTPS, as a stage: a signed call within a deadline, behind a breaker, its answer
 * checked like any other. Where it may live is decided anew before every call: the rules may have changed since it was set.
 */
import { z } from 'zod';
import { publicUrl } from '../domain/public-url.ts';
import type { UrlRule } from '../domain/public-url.ts';
import { admit, afterCall, CLOSED, isOpen } from '../platform/breaker.ts';
import type { Breaker } from '../platform/breaker.ts';
import { randomName } from '../platform/random.ts';
import { readBoundedText } from '../platform/read-bounded.ts';
import { signedHeaders } from '../platform/standard-webhook.ts';
import type { PaidStage, StageOutcome } from './cascade.ts';

export type OwnModel = {
  url: string;
  /** Its answers stand from this confidence on. */
  gate: number;
  secret: string;
};

const DEADLINE = { deadlineMs: 1_500, leastMs: 200 };
const MAX_TEXT_CHARS = 1_500;
const MAX_ANSWER_BYTES = 16_384;
const MAX_REMEMBERED = 2_000;

/** Null = it may be called; else a sentence for the owner. */
export function refusalOfUrl(text: string, rule: UrlRule): string | null {
  const verdict = publicUrl(text, rule);
  if (verdict.kind === 'blocked') return verdict.why;
  const isLocal =
    rule.loopback && verdict.url.protocol === 'http:' && /^(localhost|127\.)/.test(verdict.url.hostname);
  return verdict.url.protocol === 'https:' || isLocal ? null : 'Only https addresses can be called.';
}

export type OwnModels = {
  stage: (businessId: string, own: OwnModel, intents: readonly string[]) => PaidStage;
};

/** One per isolate: each learns for itself which of them fail. */
export function ownModels({ rule, nowMs }: { rule: UrlRule; nowMs: () => number }): OwnModels {
  const breakers = new Map<string, Breaker>();
  return {
    stage(businessId, own, intents) {
      const key = `${businessId} ${own.url}`;
      const held = breakers.get(key) ?? CLOSED;
      return {
        offer: { stage: 'own', isReady: !isOpen(held, nowMs()), ...DEADLINE },
        async ask(text, _, deadlineMs) {
          const { admitted, breaker } = admit(breakers.get(key) ?? CLOSED, nowMs());
          if (!admitted) return none('resting');
          if (breakers.size >= MAX_REMEMBERED) breakers.clear();
          breakers.set(key, breaker);
          const outcome =
            refusalOfUrl(own.url, rule) === null
              ? await call(own, intents, text, deadlineMs, nowMs())
              : none('refused');
          breakers.set(key, afterCall(breakers.get(key) ?? CLOSED, outcome.kind === 'answered', nowMs()));
          return outcome;
        },
      };
    },
  };
}

async function call(
  own: OwnModel,
  intents: readonly string[],
  text: string,
  deadlineMs: number,
  atMs: number,
): Promise<StageOutcome> {
  const body = JSON.stringify({ text: text.slice(0, MAX_TEXT_CHARS), intents });
  try {
    const response = await fetch(own.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopbell',
        ...(await signedHeaders(own.secret, `msg_${randomName(24)}`, atMs, body)),
      },
      body,
      // Where it leads to was never checked.
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (response.status === 429) return none('busy');
    if (response.status !== 200) return none('failed');
    return read(own, intents, await readBoundedText(response, MAX_ANSWER_BYTES));
  } catch (error) {
    const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    return none(isLate ? 'late' : 'failed');
  }
}

const answerShape = z.object({ intent: z.string().nullable(), confidence: z.number().min(0).max(1) });

function read(own: OwnModel, intents: readonly string[], text: string | null): StageOutcome {
  const answer = answerShape.safeParse(parsed(text));
  if (!answer.success) return none('nonsense');
  const { intent, confidence } = answer.data;
  if (intent !== null && !intents.includes(intent)) return none('nonsense');
  return {
    kind: 'answered',
    costMicroUsd: 0,
    answer: {
      stage: 'own',
      intent,
      confidence,
      ranked: intent === null ? [] : [{ intent, confidence }],
      isSure: confidence >= own.gate,
    },
  };
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

const none = (why: string): StageOutcome => ({ kind: 'none', why, costMicroUsd: 0 });
