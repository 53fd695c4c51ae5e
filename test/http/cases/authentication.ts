import { describe, expect, it, vi } from 'vitest';
import { call, openShop } from '../world.ts';

const WRONG = `sb_${'a'.repeat(12)}_${'B'.repeat(43)}`;
const withoutId = (text: string) => text.replace(/req_\w+/, '');

describe('authentication', async () => {
  const shop = await openShop('bluebird');
  // The secret itself may hold the sign that divides the key.
  const secretPart = shop.key.split('_').slice(2).join('_');
  let ip = 0;
  const freshIp = () => `2001:db8::${(ip += 1).toString(16)}`;

  it.each([
    ['no key', {}],
    ['another scheme', { authorization: `Basic ${btoa(shop.key)}` }],
    ['the key alone', { authorization: shop.key }],
    ['no such key', { authorization: `Bearer ${WRONG}` }],
    ['a key in another header', { 'x-api-key': shop.key }],
    [
      'one wrong character',
      { authorization: `Bearer ${shop.key.slice(0, -1)}${shop.key.endsWith('A') ? 'B' : 'A'}` },
    ],
    ['a key that goes on', { authorization: `Bearer ${shop.key}A` }],
    ['a cut key', { authorization: `Bearer ${shop.key.slice(0, -1)}` }],
    [
      'the secret of one, the prefix of another',
      { authorization: `Bearer sb_${'a'.repeat(12)}_${secretPart}` },
    ],
    [
      'an unsigned token (S73)',
      { authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"admin":true}')}.` },
    ],
    ['a very long one', { authorization: `Bearer ${'x'.repeat(8_000)}` }],
  ])('%s: 401, and always the same answer', async (_, headers) => {
    const answer = await call('/v1/business', { headers, ip: freshIp() });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const plain = await call('/v1/business', { ip: freshIp() });
    expect(withoutId(answer.text)).toBe(withoutId(plain.text));
  });

  it.each(['key', 'api_key', 'access_token', 'anything'])(
    'a key in the query as %s: 400 (S75)',
    async (name) => {
      const answer = await call(`/v1/business?${name}=${shop.key}`, { key: shop.key });
      expect([answer.status, answer.json.code]).toEqual([400, 'key_in_query']);
      expect(answer.text).not.toContain(secretPart);
    },
  );

  it('refuses an expired key, and a revoked one at once', async () => {
    const expired = await shop.keyWith(['admin'], Date.now() - 1);
    expect((await call('/v1/business', { key: expired.key, ip: freshIp() })).status).toBe(401);
    const revoked = await shop.keyWith(['admin']);
    expect((await call('/v1/business', { key: revoked.key })).status).toBe(200);
    expect((await call(`/v1/keys/${revoked.id}`, { method: 'DELETE', key: shop.key })).status).toBe(200);
    expect((await call('/v1/business', { key: revoked.key, ip: freshIp() })).status).toBe(401);
  });

  it('refuses the key of a suspended business with 403, of a deleted one with 401', async () => {
    const suspended = await openShop('suspended', { state: 'suspended' });
    const answer = await call('/v1/business', { key: suspended.key });
    expect([answer.status, answer.json.code]).toEqual([403, 'forbidden']);
    const deleted = await openShop('deleted', { state: 'deleted' });
    expect((await call('/v1/business', { key: deleted.key, ip: freshIp() })).status).toBe(401);
  });

  it('slows guessing down to 10 a minute from one address, and lets good keys through (S74)', async () => {
    const from = freshIp();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 14; attempt += 1)
      statuses.push((await call('/v1/business', { key: WRONG, ip: from })).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(11)).toEqual(Array(3).fill(429));
    const refused = await call('/v1/business', { key: WRONG, ip: from });
    expect(refused.json.code).toBe('rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('/v1/business', { key: shop.key, ip: from })).status).toBe(200);
    expect((await call('/v1/business', { key: WRONG, ip: freshIp() })).status).toBe(401);
  });

  it('slows guessing at one key down to 100 an hour, whatever the addresses', async () => {
    const target = `${shop.key.slice(0, -3)}AAA`;
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 104; attempt += 1)
      statuses.push((await call('/v1/business', { key: target, ip: freshIp() })).status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(101);
    expect(statuses.at(-1)).toBe(429);
    expect((await call('/v1/business', { key: shop.key })).status).toBe(200);
  });

  it('writes down when a key was last used', async () => {
    const { key, id } = await shop.keyWith(['admin']);
    await call('/v1/business', { key });
    const keyId = (await call('/v1/keys?limit=100', { key: shop.key })).json.data.find(
      (row: { id: string }) => row.id === id,
    );
    await vi.waitFor(async () => {
      const rows = (await call('/v1/keys?limit=100', { key: shop.key })).json.data;
      expect(rows.find((row: { id: string }) => row.id === keyId.id).lastUsedAt).toMatch(/^20/);
    });
  });
});

describe('every answer', async () => {
  const shop = await openShop('bluebird');

  it('is private, sniff-proof and carries its request id', async () => {
    const answer = await call('/v1/business', {
      key: shop.key,
      headers: { 'x-request-id': 'mine\r\n'.trim() },
    });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[a-z2-7]{20}$/);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const wrong = await call('/v1/orders/none', { key: shop.key });
    expect(wrong.json.requestId).toBe(wrong.headers.get('x-request-id'));
  });

  it.each([
    ['GET', '/v1/nothing', 404, null],
    ['GET', '/v1/', 404, null],
    ['GET', '/v1/orders/', 404, null],
    ['DELETE', '/v1/orders', 405, 'GET, HEAD, PUT'],
    ['POST', '/v1/business', 405, 'GET, HEAD, PATCH'],
    ['PUT', '/v1/messages/snd_x', 405, 'GET, HEAD'],
    ['GET', '/v1/messages', 405, 'POST'],
    ['GET', '/v1/messages/%E0%A4%A', 404, null],
    ['GET', '/v1/messages/..%2f..%2fbusiness', 404, null],
    ['GET', `/v1/messages/${'x'.repeat(4_000)}`, 404, null],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const answer = await call(path, { method, key: shop.key });
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
    expect(answer.json.code).toBe(status === 405 ? 'method_not_allowed' : 'not_found');
  });

  it('takes no method or address from headers (S99)', async () => {
    const headers = {
      'x-http-method-override': 'PATCH',
      'x-original-url': '/v1/keys',
      'x-rewrite-url': '/v1/keys',
    };
    const answer = await call('/v1/business', { key: shop.key, headers });
    expect([answer.status, answer.json.id]).toEqual([200, shop.id]);
  });

  it('says nothing of keys, texts and customers in its logs (S94)', async () => {
    const lines: string[] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi
        .spyOn(console, level)
        .mockImplementation((...parts: unknown[]) => void lines.push(JSON.stringify(parts))),
    );
    const body = { to: '+12065550199', text: 'canary-text', class: 'canary-class' };
    for (const path of ['/v1/messages', '/v1/connections', '/v1/keys'])
      await call(path, { method: 'POST', key: shop.key, idempotencyKey: 'canary-idem', body });
    await call('/v1/business?token=canary-query', { key: shop.key });
    await call('/v1/consents', { method: 'POST', key: shop.key, idempotencyKey: 'c', body: '{"canary-json' });
    for (const spy of spies) spy.mockRestore();
    const said = lines.join('\n');
    for (const secret of ['canary', '2065550199', shop.key.slice(16)]) expect(said).not.toContain(secret);
  });
});
