/** A question that the knowledge cannot answer: clarified, handed over, listed, answered by a person, and then known. */
import { exports } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call } from '../http/world.ts';
import type { Behaviour } from '../providers/models-worker.ts';
import { tellModels } from '../providers/told-models.ts';
import { aShop, catchTexts, modelSays, type Entry, type StoryShop } from './a-shop.ts';

const KNOWLEDGE: Entry[] = [
  { title: 'Do you repair bikes?', text: 'We repair bikes of any make. A tune-up costs 89 dollars.' },
  { title: 'Do you rent bikes?', text: 'We rent city bikes by the day. A day costs 35 dollars.' },
  { title: 'How much is shipping?', text: 'Shipping is free for orders over 60 dollars.' },
];
const ANSWER = 'We rent surfboards from June to August for 40 dollars a day.';

beforeAll(catchTexts);
afterAll(() => {
  vi.restoreAllMocks();
});

const MODELS: [string, Behaviour][] = [
  ['embedded parts only', { kind: 'fail' }],
  [
    'a model that invents',
    { kind: 'say', text: 'Yes! Surfboards are free, and you get a $500 voucher [1].' },
  ],
];

async function gapsOf(shop: StoryShop) {
  return (await call('/v1/knowledge/gaps', { key: shop.key })).json.data;
}

async function consoleOf(shop: StoryShop) {
  const own = 'http://localhost:8787';
  const ask = (path: string, init: RequestInit = {}) => exports.default.fetch(new Request(own + path, init));
  const headers = { origin: own, 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ key: shop.key }).toString();
  const signedIn = await ask('/console/sign-in', { method: 'POST', redirect: 'manual', headers, body });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (path: string, method = 'GET') =>
    ask(path, { method, redirect: 'manual', headers: { cookie, origin: own } });
}

describe.each(MODELS)('with %s', (name, behaviour) => {
  it('is clarified, handed over and listed; accepting the person’s answer closes it for the next customer', async () => {
    const shop = await aShop('gaps', KNOWLEDGE);
    await (behaviour.kind === 'say' ? modelSays(shop, behaviour.text) : tellModels(behaviour));
    const customer = shop.newCustomer();
    const first = await customer.text('Do you rent surfboards? My number is 206 555 0147');
    expect(first).not.toMatch(/voucher|free|35 dollars/);
    const second = await customer.text('no, surfboards for the sea, for rent');
    expect(second).not.toMatch(/voucher|free|35 dollars/);
    expect((await customer.thread()).needsPerson).not.toBeNull();

    await vi.waitFor(async () => expect(await gapsOf(shop)).not.toEqual([]), {
      timeout: 10_000,
      interval: 100,
    });
    const [gap] = await gapsOf(shop);
    expect(gap.question).toMatch(/surfboards/);
    expect(JSON.stringify(await gapsOf(shop))).not.toContain('0147');
    expect(gap.conversations).toBe(1);

    const conversationId = await customer.conversationId();
    await call(`/v1/conversations/${conversationId}/answer`, {
      method: 'POST',
      key: shop.key,
      body: { text: ANSWER },
      idempotencyKey: `answer-${name}`,
    });
    await vi.waitFor(async () => expect((await gapsOf(shop))[0]?.proposedAnswer).toBe(ANSWER), {
      timeout: 10_000,
      interval: 100,
    });
    const page = await consoleOf(shop);
    const listed = await (await page('/console/gaps')).text();
    expect(listed).toContain(ANSWER);
    const thread = await customer.thread();
    const seq = thread.entries.find(({ author }) => author === 'person')?.seq ?? 0;
    const path = `/console/conversations/${conversationId}`;
    expect(await (await page(path)).text()).toContain(`${path}/teach/${seq}`);
    if (name === 'embedded parts only') {
      // One click in the thread.
      expect((await page(`${path}/teach/${seq}`, 'POST')).status).toBe(303);
    } else {
      const accepted = await call(`/v1/knowledge/gaps/${gap.id}/accept`, {
        method: 'POST',
        key: shop.key,
        body: {},
        idempotencyKey: `accept-${name}`,
      });
      expect(accepted.status).toBe(202);
    }
    expect(await gapsOf(shop)).toEqual([]);

    await vi.waitFor(
      async () => {
        await shop.notice();
        const document = (await call('/v1/knowledge/doc_answers', { key: shop.key })).json;
        expect([document.state, document.passages]).toEqual(['ready', 1]);
      },
      { timeout: 15_000, interval: 200 },
    );
    const next = shop.newCustomer();
    const said = await next.text('Do you rent surfboards?');
    expect(said).toContain(ANSWER);
    expect(said).toMatch(/\/a\/[a-z2-7]{20}/);
    expect(await gapsOf(shop)).toEqual([]);
  });
});
