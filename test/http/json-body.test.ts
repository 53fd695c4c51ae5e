import { describe, expect, it } from 'vitest';
import { JSON_RULE, parseJson, readBody } from '../../src/http/json-body.ts';

const refusedWith = (text: string): string => {
  try {
    parseJson(text);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'not a problem';
  }
  return 'accepted';
};

describe('JSON without its traps (S44, S45)', () => {
  it.each([
    ['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000), 'invalid_request'],
    ['depth 33', '['.repeat(33) + ']'.repeat(33), 'invalid_request'],
    ['depth of objects', '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000), 'invalid_request'],
    ['depth 32', '['.repeat(32) + ']'.repeat(32), 'accepted'],
    ['brackets in a string', JSON.stringify('['.repeat(10_000)), 'accepted'],
    ['an escaped quote before brackets', `"\\"${'['.repeat(100)}"`, 'accepted'],
    ['1e400', '{"a":1e400}', 'validation_failed'],
    ['a lone surrogate', '{"a":"\\ud83d"}', 'validation_failed'],
    ['a lone surrogate in a key', '{"\\ud83d":1}', 'validation_failed'],
    ['a whole pair', '{"a":"\\ud83d\\ude00"}', 'accepted'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}', 'validation_failed'],
    ['__proto__ deeper', '{"a":[{"__proto__":1}]}', 'validation_failed'],
    ['a BOM', '\ufeff{}', 'invalid_request'],
    ['NaN', '{"a":NaN}', 'invalid_request'],
    ['a comment', '{/* */}', 'invalid_request'],
    ['an open string', '{"a":"', 'invalid_request'],
    ['closing brackets only', ']]]]', 'invalid_request'],
    ['duplicate keys', '{"a":1,"a":2}', 'accepted'],
  ])('%s', (_, text, expected) => {
    expect(refusedWith(text)).toBe(expected);
  });

  it('takes the last of duplicate keys and pollutes nothing', () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 });
    refusedWith('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect('polluted' in {}).toBe(false);
  });

  it('counts values before it parses them', () => {
    const list = (length: number) => JSON.stringify(Array(length).fill(1));
    expect(parseJson(list(99), 100)).toHaveLength(99);
    expect(() => parseJson(list(101), 100)).toThrow(expect.objectContaining({ code: 'payload_too_large' }));
  });

  it('is quick about a megabyte of anything', () => {
    const bodies = [
      `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
      `[${'{},'.repeat(300_000)}{}]`,
      `"${'a'.repeat(1_000_000)}"`,
      '"'.concat('\\"'.repeat(500_000), '"'),
    ];
    for (const body of bodies) {
      const before = process.threadCpuUsage();
      try {
        parseJson(body, JSON_RULE.maxValues);
      } catch {
        // Refused or accepted, it must not take long.
      }
      // Time of the processor, not of the clock: whatever else the machine is doing.
      const { user, system } = process.threadCpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(50);
    }
  });
});

describe('bodies under a limit (S42, S43)', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    new Request('https://shop.test/', Object.assign({ method: 'POST', body, headers }, { duplex: 'half' }));

  /** Counts what was pulled, to see that reading stops at the limit. */
  function endless(chunkBytes: number) {
    const state = { pulled: 0, cancelled: false };
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        state.pulled += chunkBytes;
        controller.enqueue(new Uint8Array(chunkBytes));
      },
      cancel() {
        state.cancelled = true;
      },
    });
    return { state, stream };
  }

  it('takes limit - 1 and limit, refuses limit + 1', async () => {
    expect((await readBody(post('x'.repeat(99)), 100)).length).toBe(99);
    expect((await readBody(post('x'.repeat(100)), 100)).length).toBe(100);
    await expect(readBody(post('x'.repeat(101)), 100)).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('stops reading a chunked body at the limit', async () => {
    const { state, stream } = endless(64);
    await expect(readBody(post(stream), 1_000)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(state.pulled).toBeLessThan(2_000);
    expect(state.cancelled).toBe(true);
  });

  it('refuses a compressed body unread', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip'])
      await expect(readBody(post('x', { 'content-encoding': encoding }), 100)).rejects.toMatchObject({
        code: 'unsupported_media_type',
      });
    expect((await readBody(post('x', { 'content-encoding': 'identity' }), 100)).length).toBe(1);
  });
});
