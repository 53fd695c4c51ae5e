/** A shop of its own at a running gateway, opened, connected and asked as its owner and its customers do: over HTTP alone. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tupleName } from '../../src/platform/hash.ts';
import type { Gateway } from '../local/gateway.ts';
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN } from '../providers/twilio.ts';
import { answersTo, exchange } from './texts.ts';

/** The gateway must have been started with it. */
export const SETUP_TOKEN = 'only the stories know this token, 32+';

export type OpenShop = Awaited<ReturnType<typeof openShopAt>>;

const WITHIN_MS = 90_000;

/** Asks again until it is as it should be; says what was wrong last. */
export async function eventually<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const untilMs = Date.now() + WITHIN_MS;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (Date.now() > untilMs) assert.fail(`still ${JSON.stringify(value)?.slice(0, 600)}`);
    await sleep(100);
  }
}

/** @param number the shop's own; no two shops of a gateway share one */
export async function openShopAt(gateway: Gateway, name: string, number: string) {
  const { url, providersUrl } = gateway;
  const send = async (method: string, path: string, key: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    // oxlint-disable-next-line no-explicit-any -- a story reads answers freely; a wrong guess shows as undefined
    return (text === '' ? null : JSON.parse(text)) as any;
  };
  const { businessId, apiKey } = await send('POST', '/setup', SETUP_TOKEN, {
    name,
    timeZone: 'America/Los_Angeles',
    country: 'US',
    currency: 'USD',
    optOutContact: 'shop@example.com',
  });
  const api = (method: string, path: string, body?: unknown) => send(method, path, apiKey, body);
  const { id: connectionId, hookUrl } = await api('POST', '/v1/connections', {
    provider: 'twilio-sms',
    label: name,
    address: number,
    credentials: { accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN, from: number },
    ratePerSecond: 1_000,
  });

  const ready = (id: string) =>
    eventually(
      () => api('GET', `/v1/knowledge/${id}`),
      ({ state }) => state === 'ready',
    );

  return {
    businessId: businessId as string,
    apiKey: apiKey as string,
    number,
    hookUrl: hookUrl as string,
    connectionId: connectionId as string,
    api,
    ready,
    /** Added, and read to its end. */
    async learns(document: Record<string, unknown>) {
      const { id } = await api('POST', '/v1/knowledge', document);
      return ready(id);
    },
    customer(from: string) {
      const line = { providersUrl, shop: number, customer: from };
      const conversationId = async () =>
        `cnv_${await tupleName(['conversation', businessId, 'phone', from], 26)}`;
      const thread = async () => api('GET', `/v1/conversations/${await conversationId()}`);
      return {
        from,
        conversationId,
        thread,
        heard: () => answersTo(line),
        /** Resolves with the answers, when they hold what is waited for. */
        async texts(words: string, hears: RegExp = /./): Promise<string> {
          const said = (await exchange(line, words, hears)).join('\n');
          assert.match(said, hears, `the answer to "${words}"`);
          return said;
        },
        /** Of the last answer that has one, as everybody sees it. */
        async receiptPage(): Promise<string> {
          const { entries } = await thread();
          const ids = entries.map((entry: { reasons?: { receiptId?: string } }) => entry.reasons?.receiptId);
          const id = ids.findLast((one: unknown) => typeof one === 'string');
          assert.ok(id, 'the answer has a receipt');
          return `${url}/a/${id}`;
        },
      };
    },
    /** Pages of the console, as its owner. */
    async signIn() {
      const headers = { origin: url, 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams({ key: apiKey }).toString();
      const signedIn = await fetch(`${url}/console/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body,
      });
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      return (path: string, method = 'GET') =>
        fetch(url + path, { method, redirect: 'manual', headers: { cookie, origin: url } });
    },
  };
}

/** Tells the simulated provider which number belongs to which shop; those of the demo stay. */
export async function assignNumbers(gateway: Gateway, shops: readonly OpenShop[]): Promise<void> {
  const demo = gateway.demo.connections.flatMap(({ address, hookUrl }) =>
    hookUrl === null ? [] : [[address, hookUrl]],
  );
  const numbers = Object.fromEntries([...demo, ...shops.map(({ number, hookUrl }) => [number, hookUrl])]);
  const answer = await fetch(`${gateway.providersUrl}/twilio/numbers`, {
    method: 'PUT',
    body: JSON.stringify(numbers),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** The words that a browser would mark on the page that a link leads to; null where the page has no such words. */
export async function markedOn(link: string): Promise<string | null> {
  const [address = '', directive = ''] = link.split(':~:text=');
  const page = await fetch(address);
  assert.equal(page.status, 200, `${address} opens`);
  const html = await page.text();
  const anchor = new URL(address).hash.slice(1);
  assert.ok(anchor === '' || html.includes(`id="${anchor}"`), `the page has the place #${anchor}`);
  const words = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  const [start = '', end = start] = directive.split(',').map((part) => decodeURIComponent(part));
  const from = words.indexOf(start);
  const until = words.indexOf(end, from);
  return start === '' || from < 0 || until < 0 ? null : words.slice(from, until + end.length);
}
