/** Every story has to end well whatever the paid models do: with none, with failing, slow and senseless ones, and with good ones. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../local/gateway.ts';
import type { Gateway } from '../local/gateway.ts';
import type { ModelBehaviour } from '../local/models.ts';
import { play, STORIES } from './shop-stories.ts';

const CONDITIONS = ['absent', 'fail', 'slow', 'invent', 'good'] as const;
type Condition = (typeof CONDITIONS)[number];

/** Waiting is most of what a customer does: all of them at once. */
vi.setConfig({ maxConcurrency: 100 });

const gateways = new Map<Condition, Gateway>();
const told = new Map<Condition, string[]>();

beforeAll(async () => {
  await Promise.all(
    CONDITIONS.map(async (condition) => {
      const models: { models?: ModelBehaviour } = condition === 'absent' ? {} : { models: condition };
      gateways.set(condition, await startGateway({ port: 0, ...models }));
      told.set(condition, []);
    }),
  );
}, 180_000);

afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.stop()));
});

describe('with models that', () => {
  const cases = CONDITIONS.flatMap((condition) => STORIES.map((story, at) => ({ condition, story, at })));
  it.concurrent.each(cases)(
    '$condition: $story.name',
    async ({ condition, story, at }) => {
      const gateway = gateways.get(condition);
      if (gateway === undefined) throw new Error('the gateway did not start');
      told.get(condition)?.push(...(await play(gateway, story, `+1206555${String(2_001 + at)}`)));
    },
    120_000,
  );
});

describe('after all of that', () => {
  it.each(CONDITIONS)('%s: nothing that a model made up has reached anybody', (condition) => {
    expect(told.get(condition)?.length).toBeGreaterThan(STORIES.length);
    expect(told.get(condition)?.filter((words) => /free_money|\$500|p999/.test(words))).toEqual([]);
  });

  it.each(['fail', 'slow', 'invent', 'good'] as const)('%s: the models were asked', async (condition) => {
    const models = await gateways.get(condition)?.miniflare.getWorker('models');
    const asked: unknown = await (await models?.fetch('http://models/'))?.json();
    expect(Object.keys(asked as object)).toContain('@cf/meta/llama-3.3-70b-instruct-fp8-fast');
  });
});
