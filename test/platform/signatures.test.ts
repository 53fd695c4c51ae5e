import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalInConstantTime, hmac, sha256, toBase64, toHex } from '../../src/platform/signatures.ts';
import { seededRandom } from '../channels/seeded-random.ts';

describe('hashes', () => {
  it('agree with Node on 200 random secrets and texts', async () => {
    const random = seededRandom(5);
    for (let round = 0; round < 200; round++) {
      const secret = String.fromCodePoint(
        ...Array.from({ length: 1 + Math.floor(random() * 90) }, () => 1 + Math.floor(random() * 50_000)),
      );
      const data = Uint8Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256));
      for (const [hash, name] of [
        ['SHA-1', 'sha1'],
        ['SHA-256', 'sha256'],
      ] as const) {
        const expected = createHmac(name, secret).update(data);
        const given = await hmac(hash, secret, data);
        expect(toHex(given)).toBe(expected.digest('hex'));
      }
      expect(toBase64(await sha256(data))).toBe(createHash('sha256').update(data).digest('base64'));
    }
  });

  it('an empty secret is refused loudly', async () => {
    await expect(hmac('SHA-256', '', 'data')).rejects.toThrow('empty secret');
  });
});

describe('equalInConstantTime', () => {
  const right = 'c2lnbmF0dXJl';

  it('takes the same text or bytes only', () => {
    expect(equalInConstantTime(right, right)).toBe(true);
    expect(equalInConstantTime(new TextEncoder().encode(right), right)).toBe(true);
    expect(equalInConstantTime('', '')).toBe(true);
  });

  it('refuses every other length, in both directions, without throwing', () => {
    for (let length = 0; length < right.length; length++) {
      expect(equalInConstantTime(right.slice(0, length), right)).toBe(false);
      expect(equalInConstantTime(right, right.slice(0, length))).toBe(false);
    }
    expect(equalInConstantTime(`${right}\0`, right)).toBe(false);
    expect(equalInConstantTime('', '\0')).toBe(false);
  });

  it('refuses every single changed bit', () => {
    const bytes = new TextEncoder().encode(right);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const bent = bytes.slice();
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(equalInConstantTime(bent, right)).toBe(false);
    }
  });

  it('looks at every byte: no early end in its loop', () => {
    const body = equalInConstantTime.toString();
    const loop = body.slice(body.indexOf('for ('));
    expect(loop).toContain('|=');
    expect(loop.slice(0, loop.indexOf('return'))).not.toMatch(/break|continue|if\s*\(/);
  });
});
