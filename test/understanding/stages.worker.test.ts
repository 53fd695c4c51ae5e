/** The cascade through the whole Worker, with the stand-in bound as AI: who was asked, what was believed, and who paid. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Reasons } from '../../src/domain/send.ts';
import { spellTuple } from '../../src/platform/hash.ts';
import { headVersion } from '../../src/understanding/heads.ts';
import { partsOf } from '../../src/wiring.ts';
import { call, openShop } from '../http/world.ts';
import type { Shop } from '../http/world.ts';
import type { Behaviour } from '../providers/model-words.ts';
import { askedOfModels, tellModels } from '../providers/told-models.ts';

const LLM = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const BUDGET = 1_000_000;
/** The embedded stage has a guess, and is not sure of it. */
const UNSURE = 'my neighbour says the thing you sold her squeaks, what now';
const SURE = 'where is my order';

let customers = 0;

/** What the shop says to one message of a new customer, with its reasons. */
async function say(shop: Shop, text: string): Promise<{ text: string; reasons: Reasons | null }> {
  customers += 1;
  const address = { kind: 'phone', value: `+1202556${String(1_000 + customers)}` } as const;
  const { conversationIdFor, conversation } = partsOf(env);
  const conversationId = await conversationIdFor(shop.id, address);
  const inbound = {
    kind: 'message' as const,
    providerMessageId: `SMstages${customers}`,
    from: address,
    to: '+15550100100',
    text,
    media: [],
    payload: null,
    handledByProvider: null,
    sentAtMs: null,
  };
  const object = conversation(shop.id, conversationId);
  await object.receive(
    { businessId: shop.id, conversationId, address },
    { channel: 'webchat', connectionId: shop.chat },
    [inbound],
  );
  const stub = env.CONVERSATION.get(env.CONVERSATION.idFromName(spellTuple([shop.id, conversationId])));
  for (let tries = 0; tries < 40; tries += 1) {
    await runDurableObjectAlarm(stub);
    const thread = await object.thread(0, 20);
    const said = thread?.entries.find((entry) => entry.direction === 'out');
    if (said !== undefined) return { text: said.text, reasons: said.reasons };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no answer to "${text}"`);
}

let head: Uint8Array;

beforeAll(async () => {
  const trainer = await openShop('trainer', { modelVersion: 'default', monthlyModelBudgetMicroUsd: BUDGET });
  await tellModels({ kind: 'good' });
  await partsOf(env).trainHead(trainer.id, 'default');
  const trained = await trainer.store.models.read(headVersion('default'));
  if (trained === null) throw new Error('no head was trained');
  head = trained;
  const asked = (await askedOfModels()).length;
  await partsOf(env).trainHead(trainer.id, 'default');
  expect(await askedOfModels()).toHaveLength(asked);
});

async function aShop(name: string, monthlyModelBudgetMicroUsd = BUDGET): Promise<Shop> {
  const shop = await openShop(name, { modelVersion: 'default', monthlyModelBudgetMicroUsd });
  await shop.store.models.put(headVersion('default'), head, Date.now());
  return shop;
}
const outcomes = (reasons: Reasons | null) =>
  reasons?.stages?.map(({ stage, outcome }) => `${stage} ${outcome}`);

describe('good models', () => {
  it('a sure message asks none of them, an unsure one a stage after the other', async () => {
    const shop = await aShop('askedinturn');
    await tellModels({ kind: 'say', text: '{"intent":"complaint"}' });
    expect(outcomes((await say(shop, SURE)).reasons)).toEqual(['embedded sure']);
    expect(await askedOfModels()).toEqual([]);
    const { reasons } = await say(shop, UNSURE);
    expect(outcomes(reasons)).toEqual(['embedded unsure', 'embedding unsure', 'model sure']);
    expect(reasons?.intent).toBe('complaint');
    const [embedded, chat] = await askedOfModels();
    expect(embedded?.input).toEqual({ text: [UNSURE] });
    expect(chat?.model).toBe(LLM);
    // The customer's words and nothing else of the customer.
    expect(JSON.stringify(chat?.input)).not.toMatch(/\+1202556|askedinturn/);
  });

  it('the figures and the budget show what was paid, and the budget ends it', async () => {
    const shop = await aShop('paidfor', 700);
    await tellModels({ kind: 'say', text: '{"intent":"complaint"}' });
    const first = await say(shop, UNSURE);
    expect(outcomes(first.reasons)?.at(-1)).toBe('model sure');
    await tellModels({ kind: 'say', text: '{"intent":"complaint"}' });
    let asked = 1;
    let last = first;
    for (; asked < 12; asked += 1) {
      last = await say(shop, UNSURE);
      if (outcomes(last.reasons)?.at(-1) === 'model overBudget') break;
    }
    expect(outcomes(last.reasons)?.at(-1)).toBe('model overBudget');
    const chats = (await askedOfModels()).filter(({ model }) => model === LLM);
    expect(chats).toHaveLength(asked - 1);
    const ledger = env.BUDGET.get(env.BUDGET.idFromName(spellTuple([shop.id, 'budget'])));
    const caps = { modelsMicroUsd: 700, allMicroUsd: null };
    const month = new Date().toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' }).slice(0, 7);
    expect(await ledger.reserveModelCall('one more', month, 650, caps)).toBe(false);
  });

  it('a business that allows nothing is never asked for', async () => {
    const shop = await aShop('allowsnothing', 0);
    await tellModels({ kind: 'good' });
    expect(outcomes((await say(shop, UNSURE)).reasons)).toEqual(['embedded unsure']);
    expect(await askedOfModels()).toEqual([]);
  });

  it('what a person has said of a message is not put to a model', async () => {
    const shop = await aShop('saidbyaperson');
    const made = await call('/v1/corrections', {
      method: 'POST',
      key: shop.key,
      body: { text: UNSURE, intent: 'returns' },
      idempotencyKey: 'c1',
    });
    expect(made.status).toBeLessThan(300);
    await tellModels({ kind: 'say', text: '{"intent":"complaint"}' });
    const { reasons } = await say(shop, UNSURE);
    expect(reasons?.intent).toBe('returns');
    expect(await askedOfModels()).toEqual([]);
  });
});

describe('models that are not', () => {
  it.each<[string, Behaviour, RegExp]>([
    ['junk', { kind: 'junk' }, /^(embedding|model) (nonsense|resting)$/],
    ['refusals', { kind: 'refuse' }, /^(embedding|model) (nonsense|resting)$/],
    ['inventions', { kind: 'invent' }, /^(embedding|model) (nonsense|resting)$/],
    [
      'an order of the customer that it obeys',
      { kind: 'say', text: '{"intent":"free_money"}' },
      /^(embedding|model) (nonsense|resting)$/,
    ],
    ['429', { kind: 'busy' }, /^(embedding|model) (busy|resting)$/],
    ['silence', { kind: 'slow', waitMs: 6_000 }, /^(embedding|model) (late|resting)$/],
    ['errors', { kind: 'fail' }, /^(embedding|model) (failed|resting)$/],
  ])('%s: the embedded stage answers', async (name, behaviour, outcome) => {
    const shop = await aShop(name.replaceAll(/\W/g, '').slice(0, 12));
    await tellModels(behaviour);
    const { reasons, text } = await say(shop, UNSURE);
    expect(text).not.toMatch(/free_money|\$500/);
    expect(text.length).toBeGreaterThan(10);
    const stages = reasons?.stages?.map(({ stage, outcome: came }) => `${stage} ${came}`) ?? [];
    // Once the breaker is open the stage is not even offered.
    if (stages.length > 1) expect(stages.at(-1)).toMatch(outcome);
    expect(stages[0]).toMatch(/^embedded/);
    expect(await aStop(shop)).toMatch(/unsubscribed|no more/i);
  });
});

/** Keywords do not wait for anybody. */
async function aStop(shop: Shop): Promise<string> {
  return (await say(shop, 'STOP')).text;
}
