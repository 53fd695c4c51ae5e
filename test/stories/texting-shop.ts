/** A shop in workerd that customers text through the signed hook of the simulated provider, with the whole Worker between. */
import { env, exports } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import type { ThreadEntry } from '../../src/conversation/api.ts';
import { makeId } from '../../src/domain/ids.ts';
import { randomName } from '../../src/platform/random.ts';
import { partsOf } from '../../src/wiring.ts';
import { signedForm } from '../channels/twilio-signer.ts';
import { call, openShop, type Shop } from '../http/world.ts';

const GATE = 'https://gate.shop.example';
const SHOP_NUMBER = '+15550100001';
const AUTH_TOKEN = '0123456789abcdef0123456789abcdef';

export type TextingShop = {
  shop: Shop;
  /** A customer writes; resolves when the turn was taken. Gives the entry of the message, with what it was understood as. */
  text: (from: string, body: string) => Promise<ThreadEntry>;
  entries: (from: string) => Promise<ThreadEntry[]>;
  conversationId: (from: string) => Promise<string>;
  api: (method: string, path: string, body?: unknown) => ReturnType<typeof call>;
};

let texts = 0;

/** The provider of all stories: takes everything. Call once in a file, and restore the mocks at its end. */
export function simulateProvider(): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () =>
    Response.json({ sid: `SM${randomName(32)}`, status: 'queued' }, { status: 201 }),
  );
}

export async function openTextingShop(name: string): Promise<TextingShop> {
  const shop = await openShop(name);
  const id = makeId('con', randomName(20));
  const hookUrl = `${GATE}/hooks/${id}`;
  const made = await shop.store.connections.create(
    {
      id,
      provider: 'twilio-sms',
      label: name,
      address: SHOP_NUMBER,
      credentials: { accountSid: `AC${'0'.repeat(32)}`, authToken: AUTH_TOKEN, from: SHOP_NUMBER },
      ratePerSecond: 1_000,
      allowedOrigins: [],
      hookUrl,
    },
    Date.now(),
  );
  expect(made.kind).toBe('saved');
  const conversationId = (from: string) =>
    partsOf(env).conversationIdFor(shop.id, { kind: 'phone', value: from });
  const entries = async (from: string): Promise<ThreadEntry[]> =>
    (
      await partsOf(env)
        .conversation(shop.id, await conversationId(from))
        .thread(0, 200)
    )?.entries ?? [];

  return {
    shop,
    conversationId,
    entries,
    async text(from, body) {
      const sid = `SM${String((texts += 1)).padStart(32, 'b')}`;
      const fields = { MessageSid: sid, From: from, To: SHOP_NUMBER, Body: body, NumMedia: '0' };
      const { method, url, headers, body: form } = await signedForm(AUTH_TOKEN, hookUrl, fields);
      const sent = new Headers();
      for (const [header, value] of headers) sent.append(header, value);
      const answer = await exports.default.fetch(new Request(url, { method, headers: sent, body: form }));
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
      return vi.waitFor(
        async () => {
          const last = (await entries(from)).findLast(({ direction }) => direction === 'in');
          expect(last?.text).toBe(body);
          expect(last?.understood).not.toBeNull();
          if (last === undefined) throw new Error('nothing was received');
          return last;
        },
        { timeout: 15_000, interval: 50 },
      );
    },
    api: (method, path, body) =>
      call(path, {
        method,
        key: shop.key,
        idempotencyKey: randomName(20),
        ...(body === undefined ? {} : { body }),
      }),
  };
}
