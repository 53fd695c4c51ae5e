import { env } from 'cloudflare:workers';
import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { call, openShop, visitor } from '../world.ts';

describe('Idempotency-Key (S79)', async () => {
  const shop = await openShop('bluebird');
  const other = await openShop('rival');
  const send = (idempotencyKey: string | undefined, body: object, key = shop.key) =>
    call('/v1/messages', {
      method: 'POST',
      key,
      body,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });

  it.each([
    ['missing', undefined, 'idempotency_key_missing'],
    ['256 characters', 'k'.repeat(256), 'idempotency_key_invalid'],
    ['not printable', 'a\tb', 'idempotency_key_invalid'],
    ['not ASCII', 'é', 'idempotency_key_invalid'],
  ])('%s: 400', async (_, key, code) => {
    const answer = await send(key, { to: visitor('keys'), text: 'x' });
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });

  it('255 characters, and quotes as the draft has them, are fine', async () => {
    expect((await send('k'.repeat(255), { to: visitor('keys'), text: 'x' })).status).toBe(202);
    expect((await send('"8e03978e-40d5"', { to: visitor('keys'), text: 'x' })).status).toBe(202);
  });

  it('gives the first answer again, and refuses another body or path', async () => {
    const body = { to: visitor('again'), text: 'once' };
    const first = await send('again', body);
    const second = await send('again', body);
    expect([second.status, second.text]).toEqual([202, first.text]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('cache-control')).toBe('private, no-store');
    const changed = await send('again', { ...body, text: 'twice' });
    expect([changed.status, changed.json.code]).toEqual([422, 'idempotency_key_reused']);
    const elsewhere = await call('/v1/keys', {
      method: 'POST',
      key: shop.key,
      idempotencyKey: 'again',
      body,
    });
    expect(elsewhere.json.code).toBe('idempotency_key_reused');
    const thread = await call(`/v1/conversations/${first.json.conversationId}`, { key: shop.key });
    expect(thread.json.entries).toHaveLength(1);
  });

  it('ten at once send once', async () => {
    const body = { to: visitor('race'), text: 'one only' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('race', body)));
    expect(new Set(answers.map(({ status }) => status)).difference(new Set([202, 409]))).toEqual(new Set());
    const busy = answers.find(({ status }) => status === 409);
    if (busy !== undefined) {
      expect(busy.json.code).toBe('idempotency_in_progress');
      expect(busy.headers.get('retry-after')).toBe('1');
    }
    const later = await send('race', body);
    expect(later.status).toBe(202);
    const thread = await call(`/v1/conversations/${later.json.conversationId}`, { key: shop.key });
    expect(thread.json.entries).toHaveLength(1);
  });

  it('is each business’s own', async () => {
    const body = { to: visitor('shared'), text: 'mine' };
    const mine = await send('shared', body);
    const theirs = await send('shared', { ...body, text: 'theirs' }, other.key);
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.json.id).not.toBe(mine.json.id);
  });

  it('is free again after a call that did nothing', async () => {
    expect((await send('typo', { to: 'nobody', text: 'x' })).status).toBe(422);
    expect((await send('typo', { to: visitor('typo'), text: 'x' })).status).toBe(202);
  });

  it('is not needed for a dry run, and not used up by one', async () => {
    const body = { to: visitor('dry'), text: 'x' };
    expect((await send(undefined, { ...body, dryRun: true })).status).toBe(200);
    expect((await send('dry', { ...body, dryRun: true })).status).toBe(200);
    const sent = await send('dry', body);
    expect([sent.status, sent.headers.get('idempotency-replayed')]).toEqual([202, null]);
  });

  it('makes a send id that a forgotten answer cannot double', async () => {
    const body = { to: visitor('crash'), text: 'once' };
    const first = await send('crash', body);
    // As if the Worker had died between the send and the stored answer.
    for (const id of await listDurableObjectIds(env.IDEMPOTENCY))
      await runInDurableObject(env.IDEMPOTENCY.get(id), (_, state) => {
        state.storage.sql.exec(`DELETE FROM calls WHERE key = 'crash'`);
      });
    const again = await send('crash', body);
    expect([again.status, again.json.id]).toEqual([202, first.json.id]);
    const thread = await call(`/v1/conversations/${first.json.conversationId}`, { key: shop.key });
    expect(thread.json.entries).toHaveLength(1);
  });

  it('keeps answers sealed: neither a new key nor a text lies open', async () => {
    const made = await call('/v1/keys', {
      method: 'POST',
      key: shop.key,
      idempotencyKey: 'sealed-key',
      body: { label: 'sync', scopes: ['orders:read'] },
    });
    await send('sealed-text', { to: visitor('sealed'), text: 'canary-text' });
    const stored: string[] = [];
    for (const id of await listDurableObjectIds(env.IDEMPOTENCY))
      await runInDurableObject(env.IDEMPOTENCY.get(id), (_, state) => {
        stored.push(JSON.stringify(state.storage.sql.exec('SELECT * FROM calls').toArray()));
      });
    expect(stored.join('')).toContain('sealed-key');
    expect(stored.join('')).not.toContain('canary-text');
    expect(stored.join('')).not.toContain(made.json.key);
    const again = await call('/v1/keys', {
      method: 'POST',
      key: shop.key,
      idempotencyKey: 'sealed-key',
      body: { label: 'sync', scopes: ['orders:read'] },
    });
    expect(again.json.key).toBe(made.json.key);
  });
});
