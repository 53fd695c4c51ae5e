/**
 * The only way to a paid model: within a deadline and a budget, behind a breaker, its answer checked. It never throws: what
 * went wrong is an outcome, and whoever asked goes on without the model.
 */
import { admit, afterCall, CLOSED, isOpen } from './breaker.ts';
import type { Breaker } from './breaker.ts';
import { within } from './deadline.ts';
import { errorName } from './log.ts';
import type { Log } from './log.ts';
import type { AiBinding } from './model-bindings.ts';
import { priceMicroUsd, tokensUsed } from './model-prices.ts';
import type { ModelWish } from './model-wishes.ts';
import { randomName } from './random.ts';

export type ModelOutcome<T> =
  | { kind: 'answered'; value: T; costMicroUsd: number }
  | {
      kind: ModelTrouble;
      /** What it cost all the same: a late or senseless answer is on the bill too. */
      costMicroUsd: number;
    };

export type ModelTrouble =
  /** No binding: the local gateway, and businesses without a model. */
  | 'absent'
  /** The breaker is open: it has failed lately and was not called. */
  | 'resting'
  | 'overBudget'
  | 'late'
  /** 429: out of capacity, or the account's allocation is used up. */
  | 'busy'
  | 'failed'
  /** It answered, and the answer is not what was asked for: junk, a refusal, an invention. */
  | 'nonsense';

/** Who pays. What is not certain to be within the budget is not spent. */
export type Purse = {
  /** Before the call, for the most that it can cost. */
  reserve: (callId: string, microUsd: number) => Promise<boolean>;
  /** After it: what it did cost. A call that is never settled stays reserved at the most. */
  settle: (callId: string, microUsd: number) => Promise<void>;
};

export type ModelGuard = {
  call: <T>(wish: ModelWish<T>, by: { purse: Purse; deadlineMs: number }) => Promise<ModelOutcome<T>>;
  /** Whether a call would be tried at all. */
  isReady: (model: string) => boolean;
};

/** Breakers are kept per isolate and model: each isolate learns for itself, which costs a few calls and no coordination. */
export function modelGuard(deps: { ai: AiBinding | undefined; nowMs: () => number; log: Log }): ModelGuard {
  const { ai, nowMs, log } = deps;
  const breakers = new Map<string, Breaker>();
  const breakerOf = (model: string): Breaker => breakers.get(model) ?? CLOSED;
  const learn = (model: string, ok: boolean): void => {
    breakers.set(model, afterCall(breakerOf(model), ok, nowMs()));
  };

  return {
    isReady: (model) => ai !== undefined && !isOpen(breakerOf(model), nowMs()),

    async call(wish, { purse, deadlineMs }) {
      if (ai === undefined) return { kind: 'absent', costMicroUsd: 0 };
      const { model } = wish;
      const startedMs = nowMs();
      const { admitted, breaker } = admit(breakerOf(model), startedMs);
      if (!admitted) return { kind: 'resting', costMicroUsd: 0 };
      breakers.set(model, breaker);
      const mostMicroUsd = priceMicroUsd(model, wish.tokensAtMost);
      const callId = `mdl_${randomName(20)}`;
      if (!(await mayPay(purse, callId, mostMicroUsd, deadlineMs)))
        return { kind: 'overBudget', costMicroUsd: 0 };
      const outcome = await run(ai, wish, deadlineMs - (nowMs() - startedMs), mostMicroUsd);
      learn(model, outcome.kind === 'answered');
      if (outcome.kind !== 'answered')
        log.info('model_call_without_answer', { model, why: outcome.kind, tookMs: nowMs() - startedMs });
      await settle(purse, callId, outcome.costMicroUsd);
      return outcome;
    },
  };

  async function mayPay(purse: Purse, callId: string, microUsd: number, deadlineMs: number) {
    try {
      return await within(deadlineMs, purse.reserve(callId, microUsd));
    } catch (error) {
      log.error('model_budget_unknown', { error: errorName(error) });
      return false;
    }
  }

  async function settle(purse: Purse, callId: string, microUsd: number): Promise<void> {
    try {
      await within(SETTLE_WITHIN_MS, purse.settle(callId, microUsd));
    } catch (error) {
      log.error('model_cost_not_settled', { error: errorName(error) });
    }
  }
}

const SETTLE_WITHIN_MS = 1_000;
/** A customer waits: rather no answer of the model than one from the end of a queue. */
const OPTIONS = { rejectIfBusy: true };

async function run<T>(
  ai: AiBinding,
  wish: ModelWish<T>,
  deadlineMs: number,
  mostMicroUsd: number,
): Promise<ModelOutcome<T>> {
  try {
    const output = await within(Math.max(0, deadlineMs), ai.run(wish.model, wish.input, OPTIONS));
    const used = tokensUsed(output);
    // Never more than was reserved: what a model says of itself is not believed blindly either.
    const costMicroUsd =
      used === null ? mostMicroUsd : Math.min(mostMicroUsd, priceMicroUsd(wish.model, used));
    const value = wish.read(output);
    return value === null ? { kind: 'nonsense', costMicroUsd } : { kind: 'answered', value, costMicroUsd };
  } catch (error) {
    if (errorName(error) === 'TimeoutError') return { kind: 'late', costMicroUsd: mostMicroUsd };
    const said = error instanceof Error ? error.message : '';
    return { kind: BUSY.test(said) ? 'busy' : 'failed', costMicroUsd: 0 };
  }
}

const BUSY = /\b(?:429|3036|3040)\b|capacity|rate limit|too many requests/i;
