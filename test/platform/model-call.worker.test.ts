/** The guard of the models against a bound stand-in: whatever it does, the caller gets an outcome in time, and pays no more than agreed. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import { silentLog } from '../../src/platform/log.ts';
import { modelGuard } from '../../src/platform/model-call.ts';
import type { Purse } from '../../src/platform/model-call.ts';
import { embeddingWish, jsonWish, textWish } from '../../src/platform/model-wishes.ts';
import { askedOfModels, tellModels } from '../providers/told-models.ts';

const EMBEDDER = '@cf/baai/bge-small-en-v1.5';
const CHAT = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';

function aGuard() {
  let nowMs = 1_000_000;
  const bills: { reserved: number; settled: number | null }[] = [];
  const purse: Purse = {
    async reserve(_, microUsd) {
      bills.push({ reserved: microUsd, settled: null });
      return true;
    },
    async settle(_, microUsd) {
      const last = bills.at(-1);
      if (last !== undefined) last.settled = microUsd;
    },
  };
  const guard = modelGuard({ ai: env.AI, nowMs: () => nowMs, log: silentLog });
  return { guard, purse, bills, pass: (ms: number) => (nowMs += ms) };
}

const chat = { model: CHAT, system: 'Say which.', user: 'hello', maxTokens: 20 };
const greeting = jsonWish({
  ...chat,
  schema: { type: 'object', properties: { intent: { enum: ['hello', 'bye'] } } },
  read: (value) => {
    const intent = (value as { intent?: unknown }).intent;
    return intent === 'hello' || intent === 'bye' ? intent : null;
  },
});

describe('a model that is told what to do', () => {
  it('embeds: similar texts are near, and the most it may cost is reserved and settled', async () => {
    await tellModels({ kind: 'good' });
    const { guard, purse, bills } = aGuard();
    const texts = ['where is my order', 'where is my parcel and my order', 'do you sell kettles'];
    const outcome = await guard.call(embeddingWish(EMBEDDER, texts), { purse, deadlineMs: 2_000 });
    if (outcome.kind !== 'answered') throw new Error(outcome.kind);
    const [one, near, far] = outcome.value;
    const likeness = (a?: Float32Array, b?: Float32Array) =>
      [...(a ?? [])].reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0);
    expect(likeness(one, near)).toBeGreaterThan(likeness(one, far) + 0.3);
    expect(outcome.costMicroUsd).toBe(2);
    expect(bills).toEqual([{ reserved: 2, settled: 2 }]);
    expect((await askedOfModels()).map((one_) => one_.options)).toEqual([{ rejectIfBusy: true }]);
  });

  it('answers in JSON and is charged by the tokens that it used', async () => {
    await tellModels({ kind: 'good' });
    const { guard, purse } = aGuard();
    const outcome = await guard.call(greeting, { purse, deadlineMs: 2_000 });
    expect(outcome).toEqual({ kind: 'answered', value: 'hello', costMicroUsd: 13 });
  });

  it.each(['{"intent":"bye"}', '```json\n{"intent":"bye"}\n```', 'Sure! {"intent":"bye"}'])(
    'reads %s',
    async (text) => {
      await tellModels({ kind: 'say', text });
      const { guard, purse } = aGuard();
      expect(await guard.call(greeting, { purse, deadlineMs: 2_000 })).toMatchObject({
        kind: 'answered',
        value: 'bye',
      });
    },
  );

  it.each(['junk', 'refuse', 'invent'] as const)('%s is nonsense, and paid for', async (kind) => {
    await tellModels({ kind });
    const { guard, purse, bills } = aGuard();
    const outcome = await guard.call(greeting, { purse, deadlineMs: 2_000 });
    expect(outcome.kind).toBe('nonsense');
    expect(outcome.costMicroUsd).toBeGreaterThan(10);
    expect(bills[0]?.settled).toBe(outcome.costMicroUsd);
    const vectors = await guard.call(embeddingWish(EMBEDDER, ['a', 'b']), { purse, deadlineMs: 2_000 });
    // An encoder makes nothing up.
    expect(vectors.kind).toBe(kind === 'invent' ? 'answered' : 'nonsense');
  });

  it('is not waited for beyond the deadline, and the bill of a late answer is expected', async () => {
    await tellModels({ kind: 'slow', waitMs: 3_000 });
    const { guard, purse, bills } = aGuard();
    const startedMs = Date.now();
    const outcome = await guard.call(greeting, { purse, deadlineMs: 80 });
    expect(Date.now() - startedMs).toBeLessThan(1_500);
    expect(outcome.kind).toBe('late');
    expect(bills[0]?.settled).toBe(bills[0]?.reserved);
  });

  it.each([
    ['busy', 'busy'],
    ['fail', 'failed'],
  ] as const)('%s: no answer, no bill', async (kind, outcome) => {
    await tellModels({ kind });
    const { guard, purse, bills } = aGuard();
    const answer = await guard.call(greeting, { purse, deadlineMs: 2_000 });
    expect(answer).toEqual({ kind: outcome, costMicroUsd: 0 });
    expect(bills[0]?.settled).toBe(0);
  });

  it('a text that is no answer either is nonsense for a reader that says so', async () => {
    await tellModels({ kind: 'refuse' });
    const { guard, purse } = aGuard();
    const wish = textWish({ ...chat, read: (text) => (text.includes('sorry') ? null : text) });
    expect((await guard.call(wish, { purse, deadlineMs: 2_000 })).kind).toBe('nonsense');
  });
});

describe('the breaker', () => {
  it('opens after five failures in a row, for this model alone, and lets one trial through', async () => {
    await tellModels({ kind: 'fail' });
    const { guard, purse, pass } = aGuard();
    for (let at = 0; at < 5; at += 1) await guard.call(greeting, { purse, deadlineMs: 2_000 });
    expect((await guard.call(greeting, { purse, deadlineMs: 2_000 })).kind).toBe('resting');
    expect(await askedOfModels()).toHaveLength(5);
    expect(guard.isReady(CHAT)).toBe(false);
    expect(guard.isReady(EMBEDDER)).toBe(true);
    await tellModels({ kind: 'good' });
    pass(15_000);
    const both = await Promise.all([1, 2].map(() => guard.call(greeting, { purse, deadlineMs: 2_000 })));
    expect(both.map((one) => one.kind).toSorted()).toEqual(['answered', 'resting']);
    expect((await guard.call(greeting, { purse, deadlineMs: 2_000 })).kind).toBe('answered');
  });

  it('stays open longer each time that the trial fails', async () => {
    await tellModels({ kind: 'fail' });
    const { guard, purse, pass } = aGuard();
    const ask = async () => (await guard.call(greeting, { purse, deadlineMs: 2_000 })).kind;
    for (let at = 0; at < 5; at += 1) await ask();
    pass(15_000);
    expect(await ask()).toBe('failed');
    pass(29_000);
    expect(await ask()).toBe('resting');
    pass(1_000);
    expect(await ask()).toBe('failed');
  });
});

describe('the budget', () => {
  it('an absent model costs nothing and asks nobody', async () => {
    const guard = modelGuard({ ai: undefined, nowMs: () => 0, log: silentLog });
    const purse: Purse = {
      reserve: () => Promise.reject(new Error('not to be asked')),
      settle: () => Promise.reject(new Error('not to be asked')),
    };
    expect(await guard.call(greeting, { purse, deadlineMs: 2_000 })).toEqual({
      kind: 'absent',
      costMicroUsd: 0,
    });
  });

  it.each([
    ['says no', () => Promise.resolve(false)],
    ['cannot be read', () => Promise.reject(new Error('down'))],
    ['does not answer', () => new Promise<boolean>(() => {})],
  ])('a ledger that %s: the model is not called', async (_, reserve) => {
    await tellModels({ kind: 'good' });
    const { guard } = aGuard();
    const purse: Purse = { reserve, settle: () => Promise.resolve() };
    expect((await guard.call(greeting, { purse, deadlineMs: 60 })).kind).toBe('overBudget');
    expect(await askedOfModels()).toEqual([]);
  });

  it('of a month is kept by its object, for models and for everything together', async () => {
    const id = makeId('biz', 'modelbudget');
    const ledger = env.BUDGET.get(env.BUDGET.idFromName(id));
    const caps = { modelsMicroUsd: 100, allMicroUsd: 150 };
    expect(await ledger.reserveModelCall('one', '2026-11', 80, caps)).toBe(true);
    expect(await ledger.reserveModelCall('two', '2026-11', 30, caps)).toBe(false);
    await ledger.settleModelCall('one', 10);
    await ledger.settleModelCall('one', 10);
    expect(await ledger.reserveModelCall('two', '2026-11', 90, caps)).toBe(true);
    expect(await ledger.reserveModelCall('three', '2026-11', 1, caps)).toBe(false);
    expect(await ledger.reserve(makeId('snd', `${'b'.repeat(26)}_one`), '2026-11', 51, 150)).toBe(false);
    expect(await ledger.reserve(makeId('snd', `${'b'.repeat(26)}_one`), '2026-11', 50, 150)).toBe(true);
    expect(await ledger.reserveModelCall('four', '2026-12', 100, caps)).toBe(true);
  });
});
