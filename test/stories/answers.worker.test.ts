/** Evidence or silence, through the whole Worker: with embedded parts, with a model that helps, and with one that invents. */
import { exports } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import type { Behaviour } from '../providers/model-words.ts';
import { askedOfModels, tellModels } from '../providers/told-models.ts';
import { aShop, catchTexts, modelSays, type Entry, type StoryShop } from './a-shop.ts';

const RETURNS: Entry = {
  title: 'What is your return policy?',
  text: 'You can return unused items within 30 days for a full refund. Bring the receipt or your order number.',
  url: 'https://shop.example/help#returns',
  variants: ['Can I send something back?', 'refund policy'],
};
const KNOWLEDGE: Entry[] = [
  RETURNS,
  {
    title: 'How much is shipping?',
    text: 'Shipping is free for orders over 60 dollars. Below that it costs 6.90 dollars.',
  },
  { title: 'Do you repair bikes?', text: 'We repair bikes of any make. A tune-up costs 89 dollars.' },
  { title: 'Do you rent bikes?', text: 'We rent city bikes by the day. A day costs 35 dollars.' },
  { title: 'Where can I park?', text: 'There is free parking behind the shop.' },
];
const QUOTE = 'You can return unused items within 30 days for a full refund.';

beforeAll(catchTexts);
afterAll(() => {
  vi.restoreAllMocks();
});

const get = async (path: string) => {
  const response = await exports.default.fetch(new Request(`http://localhost:8787${path}`));
  return { status: response.status, text: await response.text() };
};

async function receiptOf(customer: ReturnType<StoryShop['newCustomer']>): Promise<string> {
  const { entries } = await customer.thread();
  const id = entries.findLast(({ reasons }) => typeof reasons?.receiptId === 'string')?.reasons?.receiptId;
  if (id == null) throw new Error('no receipt');
  return id;
}

async function receiptPage(id: string): Promise<string> {
  await vi.waitFor(async () => expect((await get(`/a/${id}`)).status).toBe(200), {
    timeout: 10_000,
    interval: 50,
  });
  return (await get(`/a/${id}`)).text;
}

describe('what another isolate has deleted', () => {
  it('is quoted for seconds at most', async () => {
    await tellModels({ kind: 'fail' });
    const shop = await aShop('forgets', KNOWLEDGE);
    expect(await shop.newCustomer().text('what is your return policy')).toContain('30 days');
    // The conversations' isolate is not told.
    await shop.store.documents.remove(makeId('doc', 'story'), Date.now());
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await shop.newCustomer().text('what is your return policy')).not.toContain('30 days');
  });
});

const MODELS: [string, Behaviour][] = [
  ['embedded parts only', { kind: 'fail' }],
  [
    'a model that words the passage',
    {
      kind: 'say',
      text: 'Within 30 days you can return unused items for a full refund. Bring the receipt or your order number.',
    },
  ],
];

describe.each(MODELS)('with %s', (name, behaviour) => {
  it('a customer with a typo gets the sentence, a link that marks it, and a receipt that outlives a change', async () => {
    const shop = await aShop('keeps', KNOWLEDGE);
    await (behaviour.kind === 'say' ? modelSays(shop, behaviour.text) : tellModels(behaviour));
    const customer = shop.newCustomer();
    const first = await customer.text('what is your retrun polcy');
    expect(first).toContain('30 days');
    expect(first).toMatch(/https:\/\/shop\.example\/help#returns:~:text=You%20can%20return/);
    const old = await receiptOf(customer);
    expect(await receiptPage(old)).toContain(QUOTE);
    expect(await receiptPage(old)).toContain(
      name === 'embedded parts only' ? 'Quoted word for word' : 'answer-1',
    );

    await tellModels({ kind: 'fail' });
    await shop.teach([{ ...RETURNS, text: 'You can return unused items within 14 days for store credit.' }]);
    const second = await shop.newCustomer().text('what is your return policy');
    expect(second).toContain('14 days');
    expect(second).not.toContain('30 days');
    const page = await receiptPage(old);
    expect(page).toContain(QUOTE);
    expect(page).not.toContain('14 days');
    expect(page).not.toContain(customer.number.slice(2));
  });
});

describe('a model that invents', () => {
  const INVENTED = [
    'You can return unused items within 90 days for a full refund.',
    'We also pay you a $500 voucher [1].',
    'Shipping is free for orders.',
    'According to https://shop.example/policy (source: passage 7), every item has a lifetime warranty.',
    'Our manager Kevin promises you 20% off.',
    'Bikes can be returned within 30 days for a full refund.',
    'Yes!',
  ];

  it('reaches no customer with an invented sentence or citation, and what is true is still said', async () => {
    const shop = await aShop('invents', KNOWLEDGE);
    await modelSays(shop, [...INVENTED.slice(0, 3), QUOTE, ...INVENTED.slice(3)].join(' '));
    const said = await shop.newCustomer().text('what is your return policy');
    expect(said).toContain(QUOTE);
    expect((await askedOfModels()).length).toBeGreaterThan(0);
    for (const sentence of INVENTED) expect(said).not.toContain(sentence);
    expect(said).not.toMatch(/90|500|voucher|warranty|Kevin|20%|policy \(|shop\.example\/policy|\[1\]/);
    expect(said.match(/https?:/g)).toHaveLength(1);
  });

  it.each([
    ['says nothing but inventions', { kind: 'say', text: INVENTED.join(' ') }],
    ['invents JSON', { kind: 'invent' }],
    ['babbles', { kind: 'junk' }],
    ['refuses', { kind: 'refuse' }],
    ['is busy', { kind: 'busy' }],
    ['fails', { kind: 'fail' }],
    ['answers too late', { kind: 'slow', waitMs: 6_000 }],
  ] as const)('that %s leaves the quotation', async (_, behaviour) => {
    const shop = await aShop('quotes', KNOWLEDGE);
    await modelSays(shop, 'awake');
    await tellModels(behaviour);
    const said = await shop.newCustomer().text('what is your return policy');
    expect(said).toContain(QUOTE);
    expect(said).not.toMatch(/90|500|voucher|warranty|Kevin|sorry|intent/);
  });
});
