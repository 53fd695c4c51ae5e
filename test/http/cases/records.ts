import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../src/http/context.ts';
import { call, openShop, visitor } from '../world.ts';

describe('orders', async () => {
  const shop = await openShop('bluebird');
  const put = (orders: unknown) => call('/v1/orders', { method: 'PUT', key: shop.key, body: { orders } });

  it('are saved, replaced by number, and found however they are typed', async () => {
    const order = { number: 'bb-1042', status: 'shipped', expectedAt: '2026-11-25T12:00:00+01:00' };
    expect((await put([order, { number: 'BB-1043', status: 'packed' }])).json).toEqual({ saved: 2 });
    expect((await put([{ ...order, status: 'delivered', contact: '+12065550123' }])).status).toBe(200);
    const read = await call('/v1/orders/bb-1042', { key: shop.key });
    expect(read.json).toMatchObject({
      number: 'BB-1042',
      status: 'delivered',
      expectedAt: '2026-11-25T11:00:00.000Z',
    });
    expect(read.text).not.toContain('5550123');
  });

  it('are saved all or none', async () => {
    const wrong = [
      { number: 'BB-2001', status: 'ok' },
      { number: 'BB-2002', status: 'ok', trackingUrl: 'javascript:1' },
    ];
    expect((await put(wrong)).json.errors[0].path).toBe('orders.1.trackingUrl');
    expect((await put([{ number: 'BB-2001', status: 'ok', contact: 'nobody' }])).status).toBe(422);
    expect((await call('/v1/orders/BB-2001', { key: shop.key })).status).toBe(404);
  });

  it('come in pages of any size, hundreds at once', async () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ number: `CC-${1000 + at}`, status: 'new' }));
    expect((await put(many)).json).toEqual({ saved: 500 });
    expect((await put([...many, { number: 'CC-9999', status: 'new' }])).status).toBe(422);
    const first = await call('/v1/orders?limit=100', { key: shop.key });
    expect(first.json.data).toHaveLength(100);
    const second = await call(`/v1/orders?limit=100&cursor=${first.json.nextCursor}`, { key: shop.key });
    const numbers = [...first.json.data, ...second.json.data].map(({ number }: { number: string }) => number);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(200);
  });

  it.each([
    ['limit=0', 422],
    ['limit=101', 422],
    ['limit=1e9', 422],
    ['limit=1&limit=2', 422],
    ['sort=(case when 1=1 then 1 end)', 422],
    ['filter[status]=x', 422],
    ['cursor=x', 400],
    ["cursor=' OR 1=1 --", 400],
  ])('?%s: %i (S58)', async (query, status) => {
    expect((await call(`/v1/orders?${query}`, { key: shop.key })).status).toBe(status);
  });

  it('a number with quotes is a number with quotes', async () => {
    const number = `X'); DROP TABLE orders;--`;
    await put([{ number, status: 'odd' }]);
    expect((await call(`/v1/orders/${encodeURIComponent(number)}`, { key: shop.key })).json.status).toBe(
      'odd',
    );
    expect((await call('/v1/orders/BB-1042', { key: shop.key })).status).toBe(200);
  });
});

describe('keys', async () => {
  const shop = await openShop('bluebird');
  const create = (body: object, key = shop.key) =>
    call('/v1/keys', { method: 'POST', key, body, idempotencyKey: `key ${Math.random()}` });

  it('show their secret once', async () => {
    const made = await create({ label: 'Sync', scopes: ['orders:write', 'orders:read'] });
    expect(made.status).toBe(201);
    expect(made.json.key).toMatch(/^sb_[a-z2-7]{12}_[A-Za-z0-9_-]{43}$/);
    const list = await call('/v1/keys?limit=100', { key: shop.key });
    expect(list.json.data.map(({ id }: { id: string }) => id)).toContain(made.json.id);
    expect(list.text).not.toContain(made.json.key.slice(16));
    expect(list.text).not.toMatch(/[0-9a-f]{64}/);
    expect((await call('/v1/orders', { key: made.json.key })).status).toBe(200);
    expect((await call('/v1/keys', { key: made.json.key })).status).toBe(403);
  });

  it('give no more than they have (S78)', async () => {
    const admin = await shop.keyWith(['admin']);
    const more = await create({ label: 'More', scopes: [...SCOPES] }, admin.key);
    expect([more.status, more.json.code]).toEqual([403, 'forbidden']);
    expect((await create({ label: 'Same', scopes: ['admin'] }, admin.key)).status).toBe(201);
  });

  it.each([
    ['no scopes', { label: 'x', scopes: [] }],
    ['an unknown scope', { label: 'x', scopes: ['root'] }],
    ['a past expiry', { label: 'x', scopes: ['admin'], expiresAt: '2020-01-01T00:00:00Z' }],
    ['a secret of its choice', { label: 'x', scopes: ['admin'], key: 'sb_x' }],
    ['no label', { scopes: ['admin'] }],
  ])('are refused with %s', async (_, body) => {
    expect((await create(body)).status).toBe(422);
  });
});

describe('consents', async () => {
  const shop = await openShop('bluebird');
  const post = (rows: unknown, idempotencyKey: string) =>
    call('/v1/consents', { method: 'POST', key: shop.key, idempotencyKey, body: { rows } });
  const row = { kind: 'grant', channel: 'webchat', purpose: 'offers', evidence: 'form 7' };

  it('have a result for each row, and STOP wins (S83)', async () => {
    const answer = await post(
      [
        { ...row, to: visitor('glad') },
        { ...row, to: visitor('glad') },
        { ...row, to: 'nobody' },
        { ...row, to: visitor('sad'), kind: 'optOut' },
        { ...row, to: visitor('sad') },
      ],
      'mixed',
    );
    expect(answer.status).toBe(200);
    expect(
      answer.json.results.map(({ index, status }: { index: number; status: string }) => [index, status]),
    ).toEqual([
      [0, 'changed'],
      [1, 'unchanged'],
      [2, 'invalid'],
      [3, 'changed'],
      [4, 'conflict'],
    ]);
    const sale = { text: 'Sale!', class: 'marketing', purpose: 'offers', dryRun: true };
    const dryRun = (to: string) =>
      call('/v1/messages', { method: 'POST', key: shop.key, body: { ...sale, to } });
    expect((await dryRun(visitor('glad'))).json.verdict).toBe('allow');
    expect((await dryRun(visitor('sad'))).json.reason).toBe('suppression');
  });

  it('are refused as a whole when the call itself is wrong', async () => {
    expect((await post([], 'none')).status).toBe(422);
    expect((await post([{ ...row, to: visitor('x'), kind: 'optIn' }], 'optin')).status).toBe(422);
    expect((await post([{ ...row, to: visitor('x'), consent: true }], 'extra')).status).toBe(422);
    expect(
      (
        await post(
          Array.from({ length: 1_001 }, () => ({ ...row, to: visitor('x') })),
          'many',
        )
      ).status,
    ).toBe(422);
  });
});

describe('the business', async () => {
  const shop = await openShop('bluebird');
  const patch = (body: object) => call('/v1/business', { method: 'PATCH', key: shop.key, body });

  it('changes what is its own to change', async () => {
    const changed = await patch({
      timeZone: 'Europe/Berlin',
      quietHours: { fromMinute: 1260, toMinute: 480 },
    });
    expect(changed.json).toMatchObject({ timeZone: 'Europe/Berlin', name: 'bluebird', id: shop.id });
    expect((await call('/v1/business', { key: shop.key })).json).toEqual(changed.json);
  });

  it.each([
    ['its state', { state: 'active' }],
    ['its id', { id: 'biz_rival' }],
    ['its models', { modelVersion: 'x' }],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }],
    ['hours of eight days', { openingHours: { weekly: [[], [], [], [], [], [], [], []], exceptions: {} } }],
    ['a pattern that could run for ever (S60)', { orderNumberPattern: '(a+)+$' }],
    ['a pattern of many maybes', { orderNumberPattern: 'a?a?a?a?a?a?a?a?aaaaaaaa' }],
    ['a negative budget', { monthlyBudgetMicroUsd: -1 }],
  ])('never %s', async (_, body) => {
    expect((await patch(body)).status).toBe(422);
  });
});

describe('dead letters', async () => {
  const shop = await openShop('bluebird');
  const rival = await openShop('rival');
  const job = (businessId: string) =>
    JSON.stringify({
      kind: 'send.v1',
      businessId,
      conversationId: `cnv_${'a'.repeat(26)}`,
      sendId: `snd_${'a'.repeat(26)}_x1`,
      campaignId: null,
    });
  const letter = (id: string, failedAtMs: number, businessId = shop.id) =>
    shop.store.deadLetters.put({
      id,
      lane: 'replies',
      job: job(businessId),
      reason: 'exhausted',
      failedAtMs,
    });
  const openIds = async () =>
    (await call('/v1/dead-letters', { key: shop.key })).json.data.map(({ id }: { id: string }) => id);
  const replay = (path: string, body?: object) =>
    call(`/v1/dead-letters/${path}`, {
      method: 'POST',
      key: shop.key,
      ...(body === undefined ? {} : { body }),
    });

  it('are listed oldest first, replayed once or by time, and open again when they die again', async () => {
    for (const [index, id] of ['first', 'second', 'third', 'fourth'].entries())
      await letter(id, 1_795_000_000_000 + index);
    expect(await openIds()).toEqual(['first', 'second', 'third', 'fourth']);
    const one = await replay('second/replay');
    expect([one.status, one.json.replayCount, one.json.messageId]).toEqual([
      202,
      1,
      `snd_${'a'.repeat(26)}_x1`,
    ]);
    expect(await openIds()).toEqual(['first', 'third', 'fourth']);
    const range = await replay('replay', {
      from: new Date(1_795_000_000_000).toISOString(),
      to: new Date(1_795_000_000_002).toISOString(),
    });
    expect([range.status, range.json]).toEqual([202, { replayed: 2, skipped: 0, more: false }]);
    expect(await openIds()).toEqual(['fourth']);
    await letter('first', 1_795_000_000_010);
    expect(await openIds()).toEqual(['fourth', 'first']);
    const all = await call('/v1/dead-letters?state=all', { key: shop.key });
    expect(all.json.data).toHaveLength(4);
  });

  it('never start another business’s job, and never one that is none', async () => {
    await letter('foreign', 1_795_000_100_000, rival.id);
    await shop.store.deadLetters.put({
      id: 'broken',
      lane: 'events',
      job: '{',
      reason: 'x',
      failedAtMs: 1_795_000_100_000,
    });
    for (const id of ['foreign', 'broken']) {
      const answer = await replay(`${id}/replay`);
      expect([answer.status, answer.json.code]).toEqual([409, 'conflict']);
    }
    expect((await replay('missing/replay')).status).toBe(404);
  });
});
