/** Sockets in workerd, through the Worker's own front door: the live inbox and a visitor's chat, across hibernation. */
import { evictDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOCKET_EXPIRES } from '../../src/console/inbox-core.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { InboxItem } from '../../src/parts.ts';
import { spellTuple } from '../../src/platform/hash.ts';
import { openShop, type Shop } from '../http/world.ts';

const OWN = 'http://localhost:8787';
const SITE = 'https://bluebird.example';

let shop: Shop;
let chat: string;

beforeAll(async () => {
  shop = await openShop('bluebird');
  const wish = { provider: 'webchat', label: 'Site', address: 'bluebird.example', credentials: {} };
  const more = { ratePerSecond: 10, allowedOrigins: [SITE], hookUrl: null };
  const made = await shop.store.connections.create({ ...wish, ...more }, Date.now());
  if (made.kind !== 'saved') throw new Error(made.kind);
  chat = made.connection.id;
});

const ask = (path: string, init: RequestInit = {}) =>
  exports.default.fetch(new Request(`${OWN}${path}`, init));

async function signIn(): Promise<string> {
  const response = await ask('/console/sign-in', {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: OWN, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ key: shop.key }).toString(),
  });
  expect(response.status).toBe(303);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** An open socket that keeps what it hears. */
function listen(response: Response) {
  const socket = response.webSocket;
  if (response.status !== 101 || socket === null) throw new Error(`not upgraded: ${response.status}`);
  const heard: string[] = [];
  const closed: number[] = [];
  socket.addEventListener('message', (event) => void heard.push(String(event.data)));
  socket.addEventListener('close', (event) => void closed.push(event.code));
  socket.accept();
  return { socket, heard, closed };
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !done(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

const inbox = () => env.INBOX.get(env.INBOX.idFromName(spellTuple([shop.id, 'inbox'])));

const item = (letter: string, version: number): InboxItem => ({
  conversationId: makeId('cnv', letter.repeat(26)),
  address: '…0123',
  channel: 'webchat',
  reason: 'asked for a person',
  sinceMs: 1,
  floor: 'person',
  memberId: null,
  lastText: 'private words',
  lastAtMs: 1,
  version,
});

describe('the live inbox', () => {
  it('tells its pages that something changed, even after it slept, and never what was said', async () => {
    const cookie = await signIn();
    const page = listen(
      await ask('/console/inbox/socket', { headers: { cookie, origin: OWN, upgrade: 'websocket' } }),
    );
    await inbox().put(item('a', 2));
    await until(() => page.heard.length === 1);
    await evictDurableObject(inbox());
    page.socket.send('ping');
    await until(() => page.heard.includes('pong'));
    await inbox().put(item('a', 1));
    await inbox().remove(item('a', 1).conversationId, 3);
    await until(() => page.heard.length === 3);
    const changes = page.heard.filter((text) => text !== 'pong').map((text): unknown => JSON.parse(text));
    const conversationId = item('a', 1).conversationId;
    expect(changes).toEqual([
      { t: 'changed', conversationId, version: 2 },
      { t: 'changed', conversationId, version: 3 },
    ]);
    expect(await inbox().list(10)).toEqual([]);
  });

  it('closes the sockets of sessions that have ended', async () => {
    const headers = { upgrade: 'websocket', [SOCKET_EXPIRES]: String(Date.now() + 30) };
    const page = listen(await inbox().fetch('https://inbox.internal/socket', { headers }));
    await new Promise((resolve) => setTimeout(resolve, 40));
    await inbox().put(item('b', 1));
    await until(() => page.closed.length > 0);
    expect(page.heard).toEqual([]);
    expect(page.closed).toEqual([4401]);
    expect((await inbox().fetch('https://inbox.internal/socket')).status).toBe(400);
  });
});

describe('a visitor`s chat', () => {
  async function token(): Promise<string> {
    const response = await ask(`/chat/${chat}/session`, {
      method: 'POST',
      headers: { origin: SITE, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(SITE);
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : '';
  }
  const socket = (pass: string, headers: Record<string, string> = {}, connection = chat) =>
    ask(`/chat/${connection}/socket?token=${pass}`, {
      headers: { origin: SITE, upgrade: 'websocket', ...headers },
    });

  it('stores a message that is said twice once, and gives it back to whoever has the token', async () => {
    const pass = await token();
    const first = listen(await socket(pass));
    first.socket.send('{"t":"hello","v":1,"since":0}');
    const say = '{"t":"say","id":"w-12345678","text":"Hello there"}';
    first.socket.send(say);
    first.socket.send(say);
    await until(() => first.heard.some((text) => text.includes('Hello there')));
    const second = listen(await socket(pass));
    second.socket.send('{"t":"hello","v":1,"since":0}');
    await until(() => second.heard.length > 0);
    expect(second.heard[0]?.split('Hello there')).toHaveLength(2);
    second.socket.send('{"t":"say","id":"w-1","text":"Hi"}');
    await until(() => second.heard.some((text) => text.includes('bad_frame')));
    const stranger = listen(await socket(await token()));
    stranger.socket.send('{"t":"hello","v":1,"since":0}');
    await until(() => stranger.heard.length > 0);
    expect(stranger.heard).toEqual(['{"t":"entries","entries":[],"more":false}']);
  });

  it('is refused before the upgrade to other origins, tokens and connections', async () => {
    const pass = await token();
    expect((await socket(pass, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await socket(`${pass}x`)).status).toBe(401);
    expect((await socket('')).status).toBe(401);
    expect((await socket(pass, {}, shop.sms)).status).toBe(404);
    // Of the same business, but it allows no origin.
    expect((await socket(pass, {}, shop.chat)).status).toBe(403);
  });
});
