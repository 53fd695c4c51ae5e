/** Every story has to end well whatever the paid models do: with none, with failing, slow and senseless ones, and with good ones. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

describe('a classifier of the shop itself', () => {
  it('is set over the API, asked about what the built-in one is not sure of, and believed', async () => {
    const gateway = gateways.get('absent');
    if (gateway === undefined) throw new Error('the gateway did not start');
    const asked: { text: string; signature: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { text } = JSON.parse(body) as { text: string };
        asked.push({ text, signature: String(request.headers['webhook-signature']) });
        response.end('{"intent":"talk_to_person","confidence":0.97}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const call = (method: string, rest: string, body: unknown) =>
        fetch(`${gateway.url}/v1/understanding/own-model${rest}`, {
          method,
          headers: { authorization: `Bearer ${gateway.demo.apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const set = await call('PUT', '', { url: `http://127.0.0.1:${port}/classify` });
      expect(await set.json()).toMatchObject({ gate: 0.8, secret: expect.stringMatching(/^whsec_/) });
      const tried = await call('POST', '/try', { text: 'the gizmo hums' });
      expect(await tried.json()).toMatchObject({ outcome: 'sure', intent: 'talk_to_person' });
      const unsure = 'colourless green ideas sleep furiously mostly';
      // The Worker remembers for a few seconds that there was none.
      await new Promise((resolve) => setTimeout(resolve, 5_500));
      await play(
        gateway,
        { name: 'own', lines: [{ says: unsure, hears: /person|somebody|team|one of us/i }] },
        '+12065552900',
      );
      expect(asked.map(({ text }) => text)).toEqual(['the gizmo hums', unsure]);
      expect(asked.every(({ signature }) => /^v1,[A-Za-z0-9+/]{43}=$/.test(signature))).toBe(true);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }, 90_000);
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
