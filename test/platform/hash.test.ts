import { describe, expect, it } from 'vitest';
import {
  fromBase64Url,
  sha256Hex,
  spellTuple,
  toBase32,
  toBase64Url,
  tupleName,
} from '../../src/platform/hash.ts';
import { randomName, randomSecret, sortableName } from '../../src/platform/random.ts';

describe('base32 and base64url', () => {
  it.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('spells %j as RFC 4648 does', (text, expected) => {
    expect(toBase32(new TextEncoder().encode(text))).toBe(expected);
  });

  it('agrees with Node and refuses other spellings of the same bytes', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => (index * 37) % 256);
    const text = toBase64Url(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64Url(text)).toEqual(bytes);
    for (const wrong of [`${text}=`, ` ${text}`, text.replace('-', '+'), 'A', 'AB', 'QQ==', 'QR'])
      expect(fromBase64Url(wrong), wrong).toBeNull();
  });
});

describe('names from tuples', () => {
  it('never meet, whatever the values contain', async () => {
    const tuples = [
      ['a:b'],
      ['a', 'b'],
      ['a,b'],
      ['a"', '"b'],
      ['a', '', 'b'],
      ['a', 'b', ''],
      ['["a","b"]'],
    ];
    const names = await Promise.all(tuples.map((tuple) => tupleName(tuple, 26)));
    expect(new Set(names).size).toBe(tuples.length);
    for (const name of names) expect(name).toMatch(/^[a-z2-7]{26}$/);
    expect(spellTuple(['a', 'b'])).toBe('["a","b"]');
    expect(await sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('random names', () => {
  it('have their shape, differ, and sort by time', () => {
    expect(randomName(12)).toMatch(/^[a-z2-7]{12}$/);
    expect(randomSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(Array.from({ length: 200 }, () => randomName(16))).size).toBe(200);
    const names = [0, 1, 1_795_000_000_000, 1_795_000_000_001].map(sortableName);
    expect([...names].sort()).toEqual(names);
  });
});
