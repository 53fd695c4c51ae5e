/** A campaign by text message, through the whole gateway and the simulated provider, with what customers say to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TARIFF } from '../../src/domain/business.ts';
import { startGateway } from '../local/gateway.ts';
import type { Gateway } from '../local/gateway.ts';
import { assignNumbers, eventually, openShopAt, SETUP_TOKEN } from './an-open-shop.ts';
import type { OpenShop } from './an-open-shop.ts';

const WITHIN_MS = 120_000;
const customers = Array.from({ length: 14 }, (_, at) => `+1415555${String(3_000 + at)}`);
const [reader = '', stopper = '', stranger = ''] = customers;

describe('a campaign by text message', () => {
  let gateway: Gateway;
  let shop: OpenShop;

  beforeAll(async () => {
    gateway = await startGateway({ port: 0, vars: { SETUP_TOKEN } });
    shop = await openShopAt(gateway, 'Corner Books', '+12065550188');
    await assignNumbers(gateway, [shop]);
    await shop.api('PATCH', '/v1/business', { quietHours: null, gatherMs: 300 });
    const rows = customers
      .filter((to) => to !== stranger)
      .map((to) => ({ to, kind: 'grant', channel: 'sms', purpose: 'offers', evidence: 'newsletter' }));
    await shop.api('POST', '/v1/consents', { rows });
  }, WITHIN_MS);

  afterAll(() => gateway.stop());

  const run = async (name: string) => {
    const { id } = await shop.api('POST', '/v1/campaigns', {
      name,
      connectionId: shop.connectionId,
      template: `${name} for {{contact.name}}.`,
      purpose: 'offers',
      recipients: customers.map((to, at) => ({ to, attributes: { name: `reader ${at}` } })),
    });
    await shop.api('POST', `/v1/campaigns/${id}/start`, {});
    return eventually(
      () => shop.api('GET', `/v1/campaigns/${id}`),
      ({ state }) => state === 'done',
    );
  };
  const heardBy = async (from: string, words: string) =>
    (await shop.customer(from).heard()).filter((text) => text.includes(words));

  it(
    'reaches everybody who said yes, once, and nobody after a STOP',
    async () => {
      await shop.customer(stopper).texts('STOP', /no more|unsubscribed/i);
      const campaign = await run('Ten percent off');
      expect(campaign.byState).toMatchObject({ sent: 12, denied: 2 });
      expect(campaign.byReason).toEqual({ suppression: 1, consent: 1 });
      for (const [at, customer] of customers.entries())
        expect(await heardBy(customer, 'Ten percent off')).toEqual(
          customer === stopper || customer === stranger ? [] : [`Ten percent off for reader ${at}.`],
        );
    },
    WITHIN_MS,
  );

  it(
    'has told what became of each text, and stands before what was answered to it',
    async () => {
      const customer = shop.customer(reader);
      await customer.texts('What are your hours?');
      const { entries } = await customer.thread();
      const said = entries.map((one: { author: string }) => one.author);
      expect(said.slice(0, 2)).toEqual(['campaign', 'customer']);
      const sendId = entries[0].messageId;
      const delivered = await eventually(
        () => shop.api('GET', `/v1/messages/${sendId}`),
        ({ delivery }) => delivery === 'delivered',
      );
      expect(delivered).toMatchObject({ state: 'sent', class: 'marketing', segments: 1 });
      expect(delivered.attempts).toHaveLength(1);
    },
    WITHIN_MS,
  );

  it(
    'is counted in the figures, each text once',
    async () => {
      const day = (fromToday: number) =>
        new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
      // Twelve of the campaign, the word after the STOP, and an answer.
      const { total } = await eventually(
        () => shop.api('GET', `/v1/stats?from=${day(-1)}&to=${day(1)}`),
        (stats) => stats.total.deliveries.delivered >= 14,
      );
      expect(total.sends).toMatchObject({ sent: 14, failed: 0, unknown: 0 });
      expect(total.deliveries).toEqual({ delivered: 14, read: 0, failed: 0 });
      expect(total.costMicroUsd.carrier).toBe(total.sends.segments * DEFAULT_TARIFF.smsSegmentMicroUsd);
    },
    WITHIN_MS,
  );
});
