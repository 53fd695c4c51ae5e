import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { houseStore } from '../../../src/store/house-store.ts';
import { openShop, tools } from '../world.ts';

describe('the store', async () => {
  const mine = await openShop('bluebird');
  const theirs = await openShop('rival');
  const house = houseStore(env.DB, tools);

  it('opens no credential that was moved between businesses, connections or fields (S95)', async () => {
    const read = (id: string) =>
      env.DB.prepare('SELECT credentials FROM connections WHERE id = ?')
        .bind(id)
        .first<{ credentials: string }>();
    const write = (id: string, credentials: string) =>
      env.DB.prepare('UPDATE connections SET credentials = ? WHERE id = ?').bind(credentials, id).run();
    const original = (await read(mine.sms))?.credentials ?? '';
    const foreign = (await read(theirs.sms))?.credentials ?? '';
    const { accountSid, authToken } = JSON.parse(original);
    for (const tampered of [foreign, JSON.stringify({ accountSid: authToken, authToken: accountSid })]) {
      await write(mine.sms, tampered);
      await expect(house.connectionById(mine.sms)).rejects.toThrow('changed or belongs elsewhere');
    }
    await write(mine.sms, original);
    expect((await house.connectionById(mine.sms))?.current.businessId).toBe(mine.id);
  });

  it('finds a key by its prefix and a connection by its id, and says whose they are', async () => {
    const key = await house.keyByPrefix(theirs.key.slice(3, 15));
    expect([key?.businessId, key?.secretHash.includes(theirs.key.slice(16))]).toEqual([theirs.id, false]);
    expect(await house.keyByPrefix('aaaaaaaaaaaa')).toBeNull();
    expect((await house.connectionById(theirs.chat))?.current.businessId).toBe(theirs.id);
  });

  it('gives one business nothing of another', async () => {
    expect(await mine.store.connections.read(theirs.sms)).toBeNull();
    expect(await mine.store.connections.remove(theirs.sms, Date.now())).toBe(false);
    expect(await mine.store.connections.change(theirs.sms, { label: 'x' }, Date.now())).toEqual({
      kind: 'missing',
    });
    expect(await mine.store.connections.rotate(theirs.sms, {}, 0, Date.now())).toEqual({ kind: 'missing' });
    await theirs.store.orders.put([
      {
        number: 'R-1',
        status: 'x',
        detail: '',
        expectedAtMs: null,
        trackingUrl: null,
        contactHash: null,
        updatedAtMs: 1,
      },
    ]);
    expect(await mine.store.orders.read('R-1')).toBeNull();
  });

  it('cannot be made to take over a connection by naming its id', async () => {
    const wish = { provider: 'webchat', label: 'x', address: 'x', credentials: {}, ratePerSecond: 1 };
    const more = { allowedOrigins: [], hookUrl: null, id: theirs.chat };
    expect(await mine.store.connections.create({ ...wish, ...more }, Date.now())).toEqual({
      kind: 'conflict',
    });
    expect((await house.connectionById(theirs.chat))?.current.businessId).toBe(theirs.id);
  });

  it('loses no change of the profile when several come at once', async () => {
    const changes = [{ gatherMs: 111 }, { closeAfterMs: 222_222 }, { name: 'Renamed' }];
    await Promise.all(changes.map((change) => mine.store.profile.change(change, Date.now())));
    expect(await mine.store.profile.read()).toMatchObject({
      gatherMs: 111,
      closeAfterMs: 222_222,
      name: 'Renamed',
    });
  });

  it('keeps a trained model of megabytes byte for byte, per business and version', async () => {
    const bytes = Uint8Array.from({ length: 2_000_003 }, (_, at) => (at * 31) % 256);
    await mine.store.models.put('v1', bytes, Date.now());
    const read = await mine.store.models.read('v1');
    expect(read?.length).toBe(bytes.length);
    expect(read?.every((byte, at) => byte === bytes[at])).toBe(true);
    await mine.store.models.put('v1', bytes.slice(0, 10), Date.now());
    expect((await mine.store.models.read('v1'))?.length).toBe(10);
    expect([await mine.store.models.read('v2'), await theirs.store.models.read('v1')]).toEqual([null, null]);
  });
});
