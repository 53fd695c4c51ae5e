import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { makeId } from '../../../src/domain/ids.ts';
import { connectionAt } from '../../../src/store/connection-row.ts';
import { houseStore } from '../../../src/store/house-store.ts';
import { call, openShop, tools, TWILIO, type Shop } from '../world.ts';

const WISH = { provider: 'twilio-sms', label: 'Main', address: '+15550100100', credentials: TWILIO };
const NEW_TOKEN = 'fedcba9876543210fedcba9876543210';

describe('connections', async () => {
  const shop = await openShop('bluebird');
  const house = houseStore(env.DB, tools);
  let count = 0;
  const create = (body: object, at: Shop = shop) =>
    call('/v1/connections', { method: 'POST', key: at.key, body, idempotencyKey: `con-${(count += 1)}` });
  const opened = async (id: string, atMs: number) => {
    const found = await house.connectionById(makeId('con', id.slice(4)));
    return found === null ? null : connectionAt(found, atMs);
  };

  it('are made with a hook of their own, and never show a secret', async () => {
    const made = await create(WISH);
    expect(made.status).toBe(201);
    expect(made.json.hookUrl).toBe(`http://localhost:8787/hooks/${made.json.id}`);
    expect(made.json.credentialFields.sort()).toEqual(['accountSid', 'authToken', 'from']);
    const path = `/v1/connections/${made.json.id}`;
    const answers = [
      made,
      await call(path, { key: shop.key }),
      await call('/v1/connections', { key: shop.key }),
    ];
    for (const answer of answers) expect(answer.text).not.toContain(TWILIO.authToken);
    const rows = await env.DB.prepare('SELECT * FROM connections').all();
    expect(JSON.stringify(rows.results)).not.toContain(TWILIO.authToken);
    expect((await opened(made.json.id, Date.now()))?.credentials).toEqual(TWILIO);
  });

  it.each([
    ['without its secret (S3)', { credentials: { accountSid: TWILIO.accountSid } }, 'credentials.authToken'],
    ['with an empty secret', { credentials: { ...TWILIO, authToken: '' } }, 'credentials.authToken'],
    [
      'with a secret of the wrong shape',
      { credentials: { ...TWILIO, authToken: 'x' } },
      'credentials.authToken',
    ],
    [
      'with a credential that the provider has not',
      { credentials: { ...TWILIO, extra: 'x' } },
      'credentials.extra',
    ],
    [
      'with a previous secret, which would never expire',
      { credentials: { ...TWILIO, previousAuthToken: NEW_TOKEN } },
      'credentials.previousAuthToken',
    ],
    ['of an unknown provider', { provider: 'pigeon' }, 'provider'],
    ['of a provider called constructor', { provider: 'constructor' }, 'provider'],
    ['with an origin that is none', { allowedOrigins: ['https://shop.example/path'] }, 'allowedOrigins.0'],
    ['with any origin', { allowedOrigins: ['*'] }, 'allowedOrigins.0'],
    ['with a label of two lines', { label: 'a\r\nSet-Cookie: x' }, 'label'],
    ['with no rate', { ratePerSecond: 0 }, 'ratePerSecond'],
    ['with a business of its choice', { businessId: 'biz_rival' }, 'businessId'],
  ])('are refused %s', async (_, wrong, path) => {
    const answer = await create({ ...WISH, ...wrong });
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([422, path]);
    expect(answer.text).not.toContain(TWILIO.authToken);
  });

  it('keep a replaced secret for a while and not longer', async () => {
    const { id } = (await create(WISH)).json;
    const rotate = (body: object) =>
      call(`/v1/connections/${id}/rotate`, {
        method: 'POST',
        key: shop.key,
        body,
        idempotencyKey: `rotate-${(count += 1)}`,
      });
    const rotated = await rotate({ credentials: { authToken: NEW_TOKEN }, previousForSeconds: 3_600 });
    expect(rotated.status).toBe(200);
    expect(rotated.text).not.toContain(NEW_TOKEN);
    const untilMs = Date.parse(rotated.json.previousSecretsUntil);
    const both = { ...TWILIO, authToken: NEW_TOKEN, previousAuthToken: TWILIO.authToken };
    expect((await opened(id, untilMs - 1))?.credentials).toEqual(both);
    expect((await opened(id, untilMs))?.credentials).toEqual({ ...TWILIO, authToken: NEW_TOKEN });
    const tooLong = await rotate({
      credentials: { authToken: NEW_TOKEN },
      previousForSeconds: 72 * 3_600 + 1,
    });
    expect(tooLong.status).toBe(422);
    const wrong = await rotate({ credentials: { authToken: 'x' } });
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([422, 'credentials.authToken']);
  });

  it('are changed, paused and deleted; the deleted one has forgotten its credentials', async () => {
    const { id } = (await create(WISH)).json;
    const path = `/v1/connections/${id}`;
    const patch = (body: object) => call(path, { method: 'PATCH', key: shop.key, body });
    const paused = await patch({ state: 'paused', label: 'Second' });
    expect(paused.json).toMatchObject({ state: 'paused', label: 'Second', version: 2 });
    expect((await patch({ state: 'deleted' })).status).toBe(422);
    expect((await patch({ credentials: TWILIO })).status).toBe(422);
    expect((await call(path, { method: 'DELETE', key: shop.key })).status).toBe(204);
    expect((await call(path, { key: shop.key })).status).toBe(404);
    expect((await call(path, { method: 'DELETE', key: shop.key })).status).toBe(404);
    expect(await opened(id, Date.now())).toMatchObject({ state: 'deleted', credentials: {} });
  });

  it('are listed in pages, each once', async () => {
    const many = await openShop('many');
    const made: string[] = [many.sms, many.chat];
    for (let index = 0; index < 5; index += 1) made.push((await create(WISH, many)).json.id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await call(`/v1/connections?limit=3${cursor}`, { key: many.key });
      seen.push(...page.json.data.map(({ id }: { id: string }) => id));
      cursor = page.json.nextCursor === null ? '' : `&cursor=${page.json.nextCursor}`;
    } while (cursor !== '');
    expect(seen.toSorted()).toEqual(made.toSorted());
  });
});
