import { describe, expect, it } from 'vitest';
import { segmentsOf, withPlainPunctuation } from '../../src/domain/segments.ts';

describe('a text is cut', () => {
  it.each([
    ['nothing', '', 'GSM-7', 1, 0],
    ['the longest single', 'a'.repeat(160), 'GSM-7', 1, 160],
    ['one more', 'a'.repeat(161), 'GSM-7', 2, 161],
    ['two full parts', 'a'.repeat(306), 'GSM-7', 2, 306],
    ['a third part', 'a'.repeat(307), 'GSM-7', 3, 307],
    ['accents of GSM', 'é'.repeat(160), 'GSM-7', 1, 160],
    ['euros count two', '€'.repeat(80), 'GSM-7', 1, 160],
    ['one euro too many', '€'.repeat(81), 'GSM-7', 2, 162],
    // 153 is odd: the 77th pair would straddle the border, so a part holds 76 of them.
    ['no pair is split', '€'.repeat(153), 'GSM-7', 3, 306],
    ['a new line', 'a\nb', 'GSM-7', 1, 3],
    ['one curly quote costs the alphabet', `${'a'.repeat(69)}’`, 'UCS-2', 1, 70],
    ['and more', `${'a'.repeat(70)}’`, 'UCS-2', 2, 71],
    ['two full parts of UCS-2', '漢'.repeat(134), 'UCS-2', 2, 134],
    ['a third part of UCS-2', '漢'.repeat(135), 'UCS-2', 3, 135],
    ['emoji count two', '😀'.repeat(35), 'UCS-2', 1, 70],
    // 67 is odd as well: 33 emoji a part.
    ['no emoji is split', '😀'.repeat(67), 'UCS-2', 3, 134],
    ['a tab is not GSM', '\t', 'UCS-2', 1, 1],
    ['ñ is, ç is not', 'ñç', 'UCS-2', 1, 2],
    ['Greek capitals are', 'ΔΦΓΛΩΠΨΣΘΞ', 'GSM-7', 1, 10],
    ['half a surrogate', '\ud83d', 'UCS-2', 1, 1],
  ])('%s', (_, text, encoding, segments, units) => {
    expect(segmentsOf(text)).toEqual({ encoding, segments, units });
  });
});

it('typographic signs become plain, letters stay', () => {
  expect(withPlainPunctuation('“It’s – well… 9\u202fam”\u00a0• ok')).toBe('"It\'s - well... 9 am" - ok');
  expect(withPlainPunctuation('ñandú çà 漢 😀')).toBe('ñandú çà 漢 😀');
});
