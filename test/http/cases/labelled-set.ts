/** Intents and examples of a business: added, changed, exported, imported, and what is refused with a sentence. */
import { describe, expect, it } from 'vitest';
import { defaultTrainingLines } from '../../../src/flows/examples/index.ts';
import { call, openShop } from '../world.ts';

describe('the labelled set', async () => {
  const shop = await openShop('taught');
  let count = 0;
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method,
      key: shop.key,
      headers,
      idempotencyKey: `label-${(count += 1)}`,
      ...(body === undefined ? {} : { body }),
    });
  const importLines = (lines: readonly unknown[]) =>
    send('POST', '/v1/examples/import', lines.map((line) => JSON.stringify(line)).join('\n'), {
      'content-type': 'application/x-ndjson',
    });
  const exported = async (): Promise<{ text: string; intent: string | null }[]> =>
    (await send('GET', '/v1/examples/export')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('starts with the default intents, their flows and examples', async () => {
    const { json } = await send('GET', '/v1/intents');
    expect(json.data).toHaveLength(14);
    const returns = json.data.find(({ name }: { name: string }) => name === 'returns');
    expect(returns).toMatchObject({ flow: 'returns', description: '' });
    expect(returns.examples).toBeGreaterThan(40);
    expect(returns.heldOut).toBeGreaterThan(3);
    expect((await exported()).length).toBeGreaterThan(defaultTrainingLines().length);
  });

  it('takes an intent of its own, which is served by the general flow', async () => {
    const made = await send('POST', '/v1/intents', { name: 'bike_rental', description: 'Rents a bike' });
    expect([made.status, made.json.flow, made.json.examples]).toEqual([201, 'general', 0]);
    const texts = ['can i rent a bike', 'Rent a bike for sunday?'];
    const added = await send('POST', '/v1/intents/bike_rental/examples', { texts });
    expect([added.status, added.json.added, added.json.unchanged]).toEqual([201, 2, 0]);
    const again = await send('POST', '/v1/intents/bike_rental/examples', { texts: ['Can I rent a bike!!'] });
    expect([again.json.added, again.json.unchanged]).toEqual([0, 1]);
    const listed = await send('GET', '/v1/intents/bike_rental/examples?limit=1');
    expect([listed.json.data.length, listed.json.nextCursor === null]).toEqual([1, false]);
  });

  it('refuses a second label for the same text, saying so, and saves nothing of that call', async () => {
    const texts = ['brand new line', 'CAN I RENT a bike?'];
    const refused = await send('POST', '/v1/intents/returns/examples', { texts });
    expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
    expect(refused.json.detail).toContain('is already labelled bike_rental');
    expect(refused.json.errors).toEqual([{ path: 'texts.1', message: expect.stringContaining('one label') }]);
    expect((await exported()).some(({ text }) => text === 'brand new line')).toBe(false);
    const twice = await importLines([
      { text: 'one and the same', intent: 'returns' },
      { text: 'One and the same.', intent: 'account' },
    ]);
    expect([twice.status, twice.json.errors[0].path]).toEqual([409, 'lines.1']);
  });

  it('relabels, holds out and deletes one example', async () => {
    const { json } = await send('GET', '/v1/intents/bike_rental/examples');
    const [one] = json.data;
    const moved = await send('PATCH', `/v1/examples/${one.id}`, { intent: null, heldOut: true });
    expect(moved.json).toMatchObject({ intent: null, heldOut: true, text: one.text });
    expect((await send('GET', '/v1/intents/none/examples')).text).toContain(one.id);
    expect((await send('PATCH', `/v1/examples/${one.id}`, { intent: 'never_was' })).status).toBe(422);
    expect((await send('DELETE', `/v1/examples/${one.id}`)).status).toBe(204);
    expect((await send('DELETE', `/v1/examples/${one.id}`)).status).toBe(404);
  });

  it('renames an intent with its examples, and keeps those that every business has', async () => {
    const renamed = await send('PATCH', '/v1/intents/bike_rental', { name: 'rental' });
    expect(renamed.json).toMatchObject({ name: 'rental', examples: 1, description: 'Rents a bike' });
    expect((await send('GET', '/v1/intents/bike_rental/examples')).status).toBe(404);
    expect((await send('GET', '/v1/intents/rental/examples')).json.data).toHaveLength(1);
    expect((await send('PATCH', '/v1/intents/rental', { name: 'returns' })).status).toBe(409);
    expect((await send('PATCH', '/v1/intents/opt_out', { name: 'bye' })).status).toBe(409);
    const kept = await send('DELETE', '/v1/intents/talk_to_person');
    expect([kept.status, kept.json.detail]).toEqual([409, expect.stringContaining('every business has')]);
  });

  it('goes out and comes in again: another business then has the same set', async () => {
    const lines = await exported();
    const other = await openShop('copied');
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const imported = await call('/v1/examples/import', {
      method: 'POST',
      key: other.key,
      idempotencyKey: 'copy',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });
    expect([imported.status, imported.json.added + imported.json.unchanged]).toEqual([200, lines.length]);
    const copy = (await call('/v1/examples/export', { key: other.key })).text.trim().split('\n');
    expect(copy.toSorted()).toEqual(body.split('\n').toSorted());
    const { json } = await call('/v1/intents', { key: other.key });
    expect(json.data.map(({ name }: { name: string }) => name)).toContain('rental');
  });

  it.each([
    ['no lines', [], 'lines'],
    ['a line that is no JSON', ['x'], 'lines.0'],
    ['an unknown field', [{ text: 'a', intent: 'returns', weight: 3 }], 'lines.0'],
    ['a text too long', [{ text: 'x'.repeat(501), intent: 'returns' }], 'lines.0'],
    ['a line without a label', [{ text: 'a' }], 'lines.0'],
  ])('refuses an import with %s', async (_, lines, path) => {
    const refused = await importLines(lines);
    expect([refused.status, refused.json.errors[0].path]).toEqual([422, path]);
  });

  it.each(['None', 'none', 'x', '1st', 'a b', '../x', 'x'.repeat(41)])(
    'refuses an intent called %j',
    async (name) => {
      expect((await send('POST', '/v1/intents', { name })).status).toBe(422);
      expect((await importLines([{ text: 'a new text', intent: name }])).status).toBe(422);
    },
  );

  it('refuses more intents and more lines than can be told apart, with a sentence', async () => {
    const intents = Array.from({ length: 401 }, (_, at) => ({
      text: `text ${at} x`,
      intent: `intent_${at}`,
    }));
    const many = await importLines(intents);
    expect([many.status, many.json.detail]).toEqual([409, expect.stringContaining('at most 400 intents')]);
    const lines = Array.from({ length: 20_001 }, (_, at) => ({
      text: `line ${at} of many`,
      intent: 'rental',
    }));
    const long = await importLines(lines);
    expect([long.status, long.json.detail]).toEqual([422, expect.stringContaining('at most 20000 examples')]);
  });

  it('takes thousands of lines at once, within the limit', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => ({ text: `bulk ${at} wishes`, intent: 'rental' }));
    const bulk = await importLines(lines);
    expect([bulk.status, bulk.json.added]).toEqual([200, 5_000]);
    const { json } = await send('GET', '/v1/intents');
    const rental = json.data.find(({ name }: { name: string }) => name === 'rental');
    expect(rental.examples).toBe(5_001);
    expect((await send('DELETE', '/v1/intents/rental')).status).toBe(204);
    expect((await exported()).some(({ intent }) => intent === 'rental')).toBe(false);
  });
});
