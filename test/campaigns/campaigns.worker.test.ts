/** Campaigns through the API, in workerd: objects, alarms, the real queue, and chat as the channel. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecipientOutcome } from '../../src/campaigns/api.ts';
import { deliverPage } from '../../src/campaigns/page.ts';
import { makeId, type CampaignId } from '../../src/domain/ids.ts';
import { durableSql } from '../../src/platform/durable-sql.ts';
import { partsOf } from '../../src/wiring.ts';
import { call, openShop, visitor, type Call, type Shop } from '../http/world.ts';

let shop: Shop;
let other: Shop;
let keys = 0;

beforeAll(async () => {
  shop = await openShop('bluebird');
  other = await openShop('otter');
});

/** POST with a fresh Idempotency-Key. */
function post(path: string, body?: unknown, more: Call = {}) {
  keys += 1;
  return call(path, { method: 'POST', key: shop.key, idempotencyKey: `key-${keys}`, body, ...more });
}

const csv = (path: string, text: string, more: Call = {}) =>
  post(path, text, { headers: { 'content-type': 'text/csv' }, ...more });

function campaign(changes: Record<string, unknown> = {}) {
  return {
    name: 'Spring',
    connectionId: shop.chat,
    template: 'Hi {{ contact.name }}',
    perSecond: 10,
    ...changes,
  };
}

async function draft(changes: Record<string, unknown> = {}): Promise<string> {
  const made = await post('/v1/campaigns', campaign(changes));
  expect(made.status, made.text).toBe(201);
  return made.json.id;
}

const guests = (names: readonly string[]) =>
  names.map((name) => ({ to: visitor(name), attributes: { name } }));

async function consent(name: string, kind: 'grant' | 'optOut' = 'grant'): Promise<void> {
  const parts = partsOf(env);
  const address = { kind: 'webchat', value: visitor(name).slice(8) } as const;
  const conversationId = await parts.conversationIdFor(shop.id, address);
  const who = { businessId: shop.id, conversationId, address };
  const change = { kind, purpose: 'offers', channel: 'webchat', source: 'api', evidence: 'test' } as const;
  await parts.conversation(shop.id, conversationId).changeConsent(who, change);
}

async function until(id: string, state: string) {
  for (let tries = 0; tries < 150; tries += 1) {
    const read = await call(`/v1/campaigns/${id}`, { key: shop.key });
    if (read.json.state === state) return read.json;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not ${state} in time: ${(await call(`/v1/campaigns/${id}`, { key: shop.key })).text}`);
}

describe('a campaign', () => {
  it('reaches those who consented, once, and says why it did not reach the others', async () => {
    for (const name of ['ann', 'bob', 'cem']) await consent(name);
    await consent('cem', 'optOut');
    const id = await draft({ recipients: guests(['ann', 'bob', 'cem', 'dan']) });
    const dry = await call(`/v1/campaigns/${id}/dry-run`, { method: 'POST', key: shop.key, body: {} });
    expect(dry.json, dry.text).toMatchObject({
      basis: 'all',
      total: 4,
      examined: 4,
      allowed: 2,
      denied: 2,
      byReason: { suppression: 1, consent: 1 },
      estimate: { recipients: 2 },
    });
    expect(dry.json.examples[0]).toMatchObject({ text: 'Hi ann', verdict: 'allow' });
    const started = await post(`/v1/campaigns/${id}/start`);
    expect(started.status, started.text).toBe(200);
    const done = await until(id, 'done');
    expect(done).toMatchObject({ recipients: 4, byState: { sent: 2, denied: 2, queued: 0, waiting: 0 } });
    expect(done.byReason).toEqual({ suppression: 1, consent: 1 });
    const again = await post(`/v1/campaigns/${id}/start`);
    expect(again.status).toBe(409);
    const parts = partsOf(env);
    const address = { kind: 'webchat', value: visitor('ann').slice(8) } as const;
    const conversationId = await parts.conversationIdFor(shop.id, address);
    const thread = await parts.conversation(shop.id, conversationId).thread(0, 50);
    const texts =
      thread?.entries.filter((entry) => entry.direction === 'out').map((entry) => entry.text) ?? [];
    expect(texts.filter((text) => text.includes('Hi ann'))).toHaveLength(1);
  });

  it('honours a STOP that comes while the page is on its way', async () => {
    for (const name of ['fay', 'gus']) await consent(name);
    const startAt = new Date(Date.now() + 86_400_000).toISOString();
    const id = await draft({ recipients: guests(['fay', 'gus']), startAt, perSecond: 10 });
    const parts = partsOf(env);
    const campaignId = makeId('cmp', id.slice(4));
    const real = parts.campaign(shop.id, campaignId);
    const recipients = await real.sample(2);
    const spec = await real.read();
    if (spec === null) throw new Error('no campaign');
    const reports: RecipientOutcome[] = [];
    const page = { spec: { ...spec, startAtMs: null }, recipients };
    const stopThenDeliver = () =>
      deliverPage(
        { kind: 'campaign-page.v1', businessId: shop.id, campaignId, fromSeq: 1, toSeq: 2 },
        {
          ...parts,
          campaign: () => ({
            page: async () => {
              await consent('gus', 'optOut');
              return page;
            },
            report: async (outcomes) => {
              reports.push(...outcomes);
            },
            pause: () => real.pause(),
          }),
        },
      );
    await stopThenDeliver();
    const states = () => reports.map(({ sendId, state, reason }) => [sendId, state, reason]).sort();
    const expected = [
      [recipients[0]?.sendId, 'sent', null],
      [recipients[1]?.sendId, 'denied', 'suppression'],
    ].sort();
    expect(states()).toEqual(expected);
    reports.length = 0;
    // The same page once more, as after a crash before the report: the same outcomes, and nothing new in the chat.
    await stopThenDeliver();
    expect(states()).toEqual(expected);
    const [fay] = recipients;
    const thread =
      fay === undefined ? null : await parts.conversation(shop.id, fay.conversationId).thread(0, 50);
    expect(thread?.entries.filter((entry) => entry.text.includes('Hi fay'))).toHaveLength(1);
  });

  it('is paused, goes on, and is cancelled', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `guest${at}`);
    const id = await draft({ recipients: guests(names), perSecond: 1 });
    expect((await post(`/v1/campaigns/${id}/pause`)).status).toBe(409);
    await post(`/v1/campaigns/${id}/start`);
    expect((await post(`/v1/campaigns/${id}/pause`)).json).toMatchObject({
      state: 'paused',
      stateReason: 'asked',
    });
    expect((await csv(`/v1/campaigns/${id}/recipients`, 'webchat\nxxxxxxxxxxxxxxxxxxxxxx\n')).status).toBe(
      409,
    );
    expect((await post(`/v1/campaigns/${id}/resume`)).json.state).toBe('running');
    expect((await post(`/v1/campaigns/${id}/cancel`)).json.state).toBe('cancelled');
    expect((await post(`/v1/campaigns/${id}/resume`)).status).toBe(409);
  });

  it('waits for its time, by an alarm', async () => {
    const startAt = new Date(Date.now() + 1_500).toISOString();
    const id = await draft({ recipients: guests(['eve']), startAt });
    expect((await post(`/v1/campaigns/${id}/start`)).json.state).toBe('scheduled');
    expect((await until(id, 'done')).byState).toMatchObject({ denied: 1 });
  });

  it('the same key creates and starts once', async () => {
    const body = campaign({ recipients: guests(['ann']) });
    const one = await post('/v1/campaigns', body, { idempotencyKey: 'same' });
    const again = await post('/v1/campaigns', body, { idempotencyKey: 'same' });
    expect(again.json.id).toBe(one.json.id);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await post('/v1/campaigns', campaign(), { idempotencyKey: 'same' })).status).toBe(422);
    expect((await call('/v1/campaigns', { method: 'POST', key: shop.key, body })).status).toBe(400);
  });

  it.each([
    [{ template: 'Hi\n{{ contact.name' }, 'template', 'line 2, column 1'],
    [{ template: '{% for i in (1..9) %}{% endfor %}' }, 'template', 'not available'],
    [{ recipients: [{ to: 'nobody' }] }, 'recipients.0.to', 'not a valid webchat address'],
    [{ recipients: [{ to: '+12025550104' }] }, 'recipients.0.to', 'not a valid webchat address'],
    [{ recipients: [{ to: visitor('ann'), attributes: { 'A b': 'x' } }] }, 'recipients.0.attributes', ''],
    [{ listId: 'lst_unknown' }, 'listId', 'no such list'],
    [{ connectionId: 'con_unknown' }, 'connectionId', 'no such connection'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt', 'later'],
    [{ perSecond: 0 }, 'perSecond', ''],
    [{ unknown: 1 }, 'unknown', 'unknown field'],
  ])('bad input changes nothing: %j', async (changes, path, message) => {
    const before = await call('/v1/campaigns', { key: shop.key });
    const made = await post('/v1/campaigns', campaign(changes));
    expect(made.status, made.text).toBe(422);
    expect(made.json.errors[0].path).toContain(path);
    expect(made.json.errors[0].message).toContain(message);
    expect((await call('/v1/campaigns', { key: shop.key })).text).toBe(before.text);
  });

  it('is listed newest first, in pages', async () => {
    for (const name of ['one', 'two', 'three']) await draft({ name });
    const first = await call('/v1/campaigns?limit=2', { key: shop.key });
    expect(first.json.data.map((item: { name: string }) => item.name)).toEqual(['three', 'two']);
    const next = await call(`/v1/campaigns?limit=2&cursor=${first.json.nextCursor}`, { key: shop.key });
    expect(next.json.data[0].name).toBe('one');
  });

  it('is not there for another business', async () => {
    const id = await draft({ recipients: guests(['ann']) });
    const list = await post('/v1/lists', {
      name: 'Mine',
      addressKind: 'webchat',
      recipients: guests(['ann']),
    });
    const key = other.key;
    for (const [method, path] of [
      ['GET', `/v1/campaigns/${id}`],
      ['POST', `/v1/campaigns/${id}/dry-run`],
      ['POST', `/v1/campaigns/${id}/start`],
      ['POST', `/v1/campaigns/${id}/pause`],
      ['POST', `/v1/campaigns/${id}/resume`],
      ['POST', `/v1/campaigns/${id}/cancel`],
      ['GET', `/v1/lists/${list.json.id}`],
      ['DELETE', `/v1/lists/${list.json.id}`],
    ] as const) {
      const answer = await call(path, {
        method,
        key,
        idempotencyKey: `other-${path}`,
        body: method === 'POST' ? {} : undefined,
      });
      expect(answer.status, `${method} ${path} ${answer.text}`).toBe(404);
    }
    const stolen = { ...campaign({ listId: list.json.id }), connectionId: other.chat };
    expect((await post('/v1/campaigns', stolen, { key })).json.errors[0].path).toBe('listId');
    expect((await post('/v1/campaigns', campaign(), { key })).json.errors[0].path).toBe('connectionId');
    expect((await call('/v1/campaigns', { key })).json.data).toEqual([]);
    expect((await call('/v1/lists', { key })).json.data).toEqual([]);
  });
});

describe('recipients from a file', () => {
  it('are added; rows that cannot be are told with their lines', async () => {
    const id = await draft({ connectionId: shop.sms });
    const path = `/v1/campaigns/${id}/recipients`;
    const text =
      'First name,Phone\nAnn,(206) 555-0104\nBob,12\nAnn again,+1 206 555 0104\nCem,+12065550105\n';
    const added = await csv(path, text);
    expect(added.json, added.text).toEqual({
      added: 2,
      duplicates: 1,
      rejected: 1,
      errors: [{ line: 3, message: 'not a valid phone number' }],
      total: 2,
    });
    expect((await csv(path, text, { idempotencyKey: 'again' })).json).toMatchObject({
      added: 0,
      duplicates: 3,
    });
    expect((await csv(path, `${text}\n`, { idempotencyKey: 'again' })).status).toBe(422);
    const dry = await call(`/v1/campaigns/${id}/dry-run`, {
      method: 'POST',
      key: shop.key,
      body: { sample: 1 },
    });
    expect(dry.json).toMatchObject({
      basis: 'sample',
      examined: 1,
      total: 2,
      missingAttributes: { name: 1 },
    });
  });

  it.each([
    ['phone,name\n12,x\n', 422, 'line 2'],
    ['phone,name\n', 422, 'line 2'],
    ['', 422, ''],
    ['name\nAnn\n', 422, 'line 1'],
    ['phone,n\n+12065550104,"open', 422, 'line 2'],
  ])('a file without any is refused: %j', async (text, status, path) => {
    const id = await draft({ connectionId: shop.sms });
    const answer = await csv(`/v1/campaigns/${id}/recipients`, text);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.json.errors[0].path).toContain(path);
    expect((await call(`/v1/campaigns/${id}`, { key: shop.key })).json.recipients).toBe(0);
  });

  it('a file of more than 20 MB is refused', async () => {
    const id = await draft({ connectionId: shop.sms });
    const answer = await csv(
      `/v1/campaigns/${id}/recipients`,
      `phone\n${'+12065550104\n'.repeat(1_700_000)}`,
    );
    expect(answer.status).toBe(413);
    const xml = await post(`/v1/campaigns/${id}/recipients`, '<x/>', {
      headers: { 'content-type': 'text/xml' },
    });
    expect(xml.status).toBe(415);
  });

  it('20,000 rows arrive whole, also by way of a saved list', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `+1206${String(2_000_000 + at)},Ann ${at}`);
    const saved = await csv('/v1/lists?name=Regulars', `phone,name\n${rows.join('\n')}\n`);
    expect(saved.json, saved.text).toMatchObject({ name: 'Regulars', size: 20_000, rejected: 0 });
    const id = await draft({ connectionId: shop.sms, listId: saved.json.id });
    const read = await call(`/v1/campaigns/${id}`, { key: shop.key });
    expect(read.json.recipients).toBe(20_000);
    expect((await call('/v1/lists', { key: shop.key })).json.data[0]).toMatchObject({ id: saved.json.id });
    const gone = await call(`/v1/lists/${saved.json.id}`, { method: 'DELETE', key: shop.key });
    expect(gone.status).toBe(204);
    expect((await call(`/v1/lists/${saved.json.id}`, { key: shop.key })).status).toBe(404);
    expect(
      (await post('/v1/campaigns', campaign({ connectionId: shop.sms, listId: saved.json.id }))).status,
    ).toBe(422);
  }, 60_000);
});

describe('the object', () => {
  it('knows whose it is from its name alone, and refuses a name that is not ours', async () => {
    const id: CampaignId = makeId('cmp', 'direct1');
    const api = partsOf(env).campaign(shop.id, id);
    expect(await api.progress()).toBeNull();
    expect(await api.start()).toEqual({ kind: 'missing' });
    const stub = env.CAMPAIGN.get(env.CAMPAIGN.idFromName('elsewhere'));
    const refusal = runInDurableObject(stub, (object) =>
      object.create({
        name: 'x',
        channel: 'sms',
        connectionId: shop.sms,
        template: 'x',
        purpose: 'offers',
        startAtMs: null,
        perSecond: null,
        expiresAtMs: Date.now() + 1_000,
        stopAtFailureShare: 0.5,
      }),
    );
    await expect(refusal).rejects.toThrow('not named by us');
  });

  it('its SQL keeps bytes and undoes what failed', async () => {
    const stub = env.CAMPAIGN.get(env.CAMPAIGN.idFromName('sql'));
    await runInDurableObject(stub, (_, state) => {
      const sql = durableSql(state.storage);
      sql.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, c TEXT UNIQUE)');
      sql.run('INSERT INTO t (b, c) VALUES (?, ?), (?, ?)', new Uint8Array([1, 255]), 'x', null, 'y');
      sql.run('UPDATE t SET c = c || ? WHERE a = ?', '!', 1);
      sql.run('DELETE FROM t WHERE a = 99');
      expect(sql.all('SELECT a, b, c FROM t WHERE a = 1')).toEqual([
        { a: 1, b: new Uint8Array([1, 255]), c: 'x!' },
      ]);
      const failing = () =>
        sql.transaction(() => {
          sql.run('DELETE FROM t');
          throw new Error('undo');
        });
      expect(failing).toThrow('undo');
      expect(sql.all('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 2 }]);
    });
  });
});
