import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { readSocketRole } from '../../src/domain/socket-role.ts';
import { chatRoutes } from '../../src/http/chat.ts';
import type { HttpEnv } from '../../src/http/context.ts';
import { Problem, problemResponse } from '../../src/http/problem.ts';
import type { Parts } from '../../src/parts.ts';
import { signToken } from '../../src/platform/signed-token.ts';
import { BUSINESS, CHAT, chatConnection, CONVERSATION, fakeParts, ORIGIN } from '../console/fake-parts.ts';

function app(parts: Parts): Hono<HttpEnv> {
  const root = new Hono<HttpEnv>();
  root.use(async (c, next) => {
    c.set('parts', parts);
    await next();
  });
  root.onError((error, c) =>
    problemResponse(c, error instanceof Problem ? error : new Problem('internal'), 'req'),
  );
  root.route('/', chatRoutes());
  return root;
}

async function session(
  parts: Parts,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return app(parts).request(`/chat/${CHAT}/session`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function tokenOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('token' in body)) throw new Error('no token');
  return String(body.token);
}

const socket = (
  parts: Parts,
  token: string,
  headers: Record<string, string> = {},
  connection: string = CHAT,
) =>
  app(parts).request(`/chat/${connection}/socket?token=${encodeURIComponent(token)}`, {
    headers: { origin: ORIGIN, upgrade: 'websocket', ...headers },
  });

/** A stand-in for the object behind: tells whom it was shown, and that nothing of the outside request came along. */
function seen() {
  const requests: Request[] = [];
  const parts = fakeParts({
    conversationSocket: async (_business, _conversation, request) => {
      requests.push(request);
      return new Response('upgraded');
    },
  });
  return { parts, requests };
}

describe('web chat session', () => {
  it('gives a token to an allowed origin, and names that origin alone', async () => {
    const response = await session(fakeParts());
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses every other origin, with no CORS header', async () => {
    const others = [
      'https://evil.example',
      `${ORIGIN}.evil.example`,
      'http://bluebird.example',
      'null',
      ORIGIN + '/',
    ];
    for (const origin of others) {
      const response = await session(fakeParts(), {}, { origin });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(await response.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
    const none = await app(fakeParts()).request(`/chat/${CHAT}/session`, { method: 'POST' });
    expect(none.status).toBe(403);
  });

  it('answers a preflight in the same way', async () => {
    const ask = (origin: string) =>
      app(fakeParts()).request(`/chat/${CHAT}/session`, { method: 'OPTIONS', headers: { origin } });
    expect((await ask(ORIGIN)).status).toBe(204);
    expect((await ask('https://evil.example')).status).toBe(403);
  });

  it('knows no connection that is missing, paused or of another channel, nor a suspended business', async () => {
    const paused = fakeParts({ connection: async () => ({ ...chatConnection, state: 'paused' }) });
    const sms = fakeParts({ connection: async () => ({ ...chatConnection, channel: 'sms' }) });
    const none = fakeParts({ connection: async () => null });
    for (const parts of [paused, sms, none, fakeParts({ businessState: 'suspended' })]) {
      expect((await session(parts)).status).toBe(404);
    }
  });

  it('refuses bad bodies, and counts calls by the platform`s own address header', async () => {
    expect((await session(fakeParts(), '{')).status).toBe(400);
    expect((await session(fakeParts(), { token: 1 })).status).toBe(400);
    expect((await session(fakeParts(), { visitorId: 'x' })).status).toBe(400);
    expect((await session(fakeParts(), 'x'.repeat(5_000))).status).toBe(413);
    expect((await session(fakeParts(), {}, { 'content-type': 'text/plain' })).status).toBe(415);
    const buckets: string[] = [];
    const parts = fakeParts({
      throttle: async (bucket) => {
        buckets.push(bucket);
        return 30;
      },
    });
    const limited = await session(
      parts,
      {},
      { 'cf-connecting-ip': '203.0.113.9', 'x-forwarded-for': '1.1.1.1' },
    );
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('30');
    expect(limited.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(buckets).toEqual(['chat-session:203.0.113.9']);
  });
});

describe('web chat socket', () => {
  it('hands a checked visitor to the conversation, with nothing of the outside request', async () => {
    const { parts, requests } = seen();
    const token = await tokenOf(await session(parts));
    const response = await socket(parts, token, { 'x-shopbell-business': 'biz_other', cookie: 'a=b' });
    expect(response.status).toBe(200);
    const inner = requests[0];
    const role = readSocketRole((name) => inner?.headers.get(name) ?? null);
    expect(role).toMatchObject({
      kind: 'customer',
      businessId: BUSINESS,
      conversationId: CONVERSATION,
      connectionId: CHAT,
      address: { kind: 'webchat' },
    });
    expect(inner?.headers.get('cookie')).toBeNull();
    expect(inner?.url).not.toContain(token);
  });

  it('keeps the visitor when a token is renewed, and makes a new one otherwise', async () => {
    const { parts, requests } = seen();
    const first = await tokenOf(await session(parts));
    const renewed = await tokenOf(await session(parts, { token: first }));
    const other = await tokenOf(await session(parts, { token: `${first}x` }));
    for (const token of [first, renewed, other]) await socket(parts, token);
    const visitors = requests.map((r) => r.headers.get('x-shopbell-address'));
    expect(visitors[0]).toBe(visitors[1]);
    expect(visitors[2]).not.toBe(visitors[0]);
  });

  it('looks at the origin first, then at the token', async () => {
    const { parts, requests } = seen();
    const token = await tokenOf(await session(parts));
    expect((await socket(parts, token, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await socket(parts, '', { origin: 'https://evil.example' })).status).toBe(403);
    const [body = '', signature = ''] = token.split('.');
    const forged = [
      '',
      'x',
      '.',
      body,
      `${body}.`,
      `.${signature}`,
      `${body}.${signature.slice(0, -1)}`,
      `${body}.${signature}.x`,
      `${body}A.${signature}`,
      await signToken('t'.repeat(32), 'chat-visitor.v1', { c: CHAT, v: 'v'.repeat(24), e: 9e15 }),
      await signToken('s'.repeat(32), 'console-session.v1', { c: CHAT, v: 'v'.repeat(24), e: 9e15 }),
      await signToken('s'.repeat(32), 'chat-visitor.v1', { c: 'con_other', v: 'v'.repeat(24), e: 9e15 }),
      await signToken('s'.repeat(32), 'chat-visitor.v1', { c: CHAT, v: 'v', e: 9e15 }),
    ];
    for (const bad of forged) expect((await socket(parts, bad)).status).toBe(401);
    expect(requests).toHaveLength(0);
  });

  it('refuses a token that has expired and a call that is no upgrade', async () => {
    const { parts } = seen();
    const token = await tokenOf(await session(parts));
    const later = { ...parts, nowMs: () => parts.nowMs() + 30 * 86_400_000 };
    expect((await socket(later, token)).status).toBe(401);
    expect((await socket(parts, token, { upgrade: '' })).status).toBe(400);
  });
});
