import { expect, it } from 'vitest';
import { splitSentences } from '../../src/domain/sentences.ts';
import { stem } from '../../src/knowledge/stem.ts';
import { editDistance } from '../../src/knowledge/typos.ts';
import { questionKind, wordsOf } from '../../src/knowledge/words.ts';

it('takes words apart alike in questions and passages', () => {
  expect(wordsOf("Don't touch the shop's CAFÉ-menu!")).toEqual([
    'dont',
    'touch',
    'the',
    'shop',
    'cafe',
    'menu',
  ]);
  expect(wordsOf('返品できますか')).toContain('返品');
  expect(wordsOf('')).toEqual([]);
});

it('stems as Porter does', () => {
  const pairs =
    'caresses:caress ponies:poni relational:relat hopping:hop falling:fall happy:happi motoring:motor controlling:control probate:probat rate:rate sky:sky';
  for (const pair of pairs.split(' ')) {
    const [word = '', root] = pair.split(':');
    expect(stem(word)).toBe(root);
  }
  expect(stem('größe')).toBe('größe');
});

it('counts edits, swaps as one', () => {
  expect(editDistance('refund', 'refnud', 2)).toBe(1);
  expect(editDistance('refund', 'refnd', 2)).toBe(1);
  expect(editDistance('refund', 'garden', 2)).toBe(3);
});

it('splits sentences where they end, and only there', () => {
  const text =
    'Mr. Green opens at 9 a.m. on weekdays. It costs 4.90 each. See e.g. page 3!\n- A point\nWhy? Because.';
  const said = splitSentences(text).map(({ start, end }) => text.slice(start, end));
  expect(said).toEqual([
    'Mr. Green opens at 9 a.m. on weekdays.',
    'It costs 4.90 each.',
    'See e.g. page 3!',
    '- A point',
    'Why?',
    'Because.',
  ]);
});

it('sees what a question asks for', () => {
  expect(questionKind(wordsOf('So when do you open?'))).toBe('when');
  expect(questionKind(wordsOf('how much is it'))).toBe('much');
  expect(questionKind(wordsOf('do you sell soil'))).toBe('can');
  expect(questionKind(wordsOf('opening hours'))).toBe('none');
});
