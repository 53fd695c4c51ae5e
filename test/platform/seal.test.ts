import { describe, expect, it } from 'vitest';
import { createSeal, SealError } from '../../src/platform/seal.ts';

const FIRST = { version: 1, key: Buffer.alloc(32, 1).toString('base64') };
const SECOND = { version: 2, key: Buffer.alloc(32, 2).toString('base64') };
const PLACE = ['connection', 'biz_bluebird', 'con_main', 'authToken'];

describe('sealed credentials', () => {
  it('open where they belong, whatever they contain', async () => {
    const seal = createSeal([FIRST]);
    for (const text of ['', 'token', 'ключ 🔑', 'x'.repeat(4_000)])
      expect(await seal.open(await seal.seal(text, PLACE), PLACE)).toBe(text);
  });

  it('never look the same twice and never contain the value', async () => {
    const seal = createSeal([FIRST]);
    const [one, two] = [await seal.seal('canary-token', PLACE), await seal.seal('canary-token', PLACE)];
    expect(one).not.toBe(two);
    expect(atob(one.split('.')[2]?.replaceAll('-', '+').replaceAll('_', '/') ?? '')).not.toContain('canary');
  });

  it.each([
    ['another business', ['connection', 'biz_rival', 'con_main', 'authToken']],
    ['another connection', ['connection', 'biz_bluebird', 'con_other', 'authToken']],
    ['another field', ['connection', 'biz_bluebird', 'con_main', 'accountSid']],
    ['a place spelt with other borders', ['connection', 'biz_bluebird,con_main', 'authToken']],
  ])('do not open for %s (S95)', async (_, elsewhere) => {
    const seal = createSeal([FIRST]);
    await expect(seal.open(await seal.seal('token', PLACE), elsewhere)).rejects.toThrow(SealError);
  });

  it('do not open after any bit was flipped (S95)', async () => {
    const seal = createSeal([FIRST]);
    const sealed = await seal.seal('token', PLACE);
    const [version = '', iv = '', data = ''] = sealed.split('.');
    for (const [part, rebuild] of [
      [iv, (changed: string) => `${version}.${changed}.${data}`],
      [data, (changed: string) => `${version}.${iv}.${changed}`],
    ] as const) {
      const bytes = Buffer.from(part, 'base64url');
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        await expect(seal.open(rebuild(changed.toString('base64url')), PLACE)).rejects.toThrow(SealError);
      }
    }
  });

  it('are sealed with the newest key and still open with older ones', async () => {
    const old = await createSeal([FIRST]).seal('token', PLACE);
    const both = createSeal([FIRST, SECOND]);
    expect(await both.open(old, PLACE)).toBe('token');
    const fresh = await both.seal('token', PLACE);
    expect(fresh.startsWith('2.')).toBe(true);
    expect(await createSeal([SECOND]).open(fresh, PLACE)).toBe('token');
  });

  it('say that a key is gone, and do not take one key for another', async () => {
    const old = await createSeal([FIRST]).seal('token', PLACE);
    await expect(createSeal([SECOND]).open(old, PLACE)).rejects.toThrow('key version 1');
    const wrongKey = createSeal([{ version: 1, key: SECOND.key }]);
    await expect(wrongKey.open(old, PLACE)).rejects.toThrow(SealError);
  });

  it.each(['', 'plain', '1.x.y', '1..', `1.${'A'.repeat(16)}.${'A'.repeat(10)}`, '{}'])(
    'refuse what was never sealed: %j',
    async (text) => {
      await expect(createSeal([FIRST]).open(text, PLACE)).rejects.toThrow(SealError);
    },
  );
});
