/** What a model says must be what a passage says: sentences that are true to it, and the ways in which one is not. */
import { describe, expect, it } from 'vitest';
import { supportOf } from '../../src/knowledge/support.ts';

const SOURCES = [
  {
    title: 'What is your return policy?',
    text: 'You can return unused items within 30 days for a full refund. Bring the receipt or your order number. Bikes that were ridden outside can be exchanged within 14 days.',
  },
  {
    title: 'How much is shipping?',
    text: 'Shipping is free for orders over 60 dollars. Below that it costs 6.90 dollars. Bikes ship for 39 dollars and trailers for 25 dollars.',
  },
  {
    title: 'Do you ship abroad?',
    text: 'We do not ship to other countries. The shop is open on Sunday and closed on Monday.',
  },
  { title: 'Which lock?', text: 'The Jay lock is stronger than the Finch lock. A tune-up takes two days.' },
];

const supported = (sentence: string) => supportOf(sentence, SOURCES);

describe('a sentence is supported', () => {
  it.each([
    ['You can return unused items within 30 days for a full refund.', 0],
    ['Within 30 days you can return unused items for a full refund.', 0],
    ['Also, unused items can be returned within 30 days for a full refund!', 0],
    ['Shipping is free for orders over $60.', 1],
    ['Below that it costs $6.90.', 1],
    ['Below that, shipping costs 6.90 dollars.', 1],
    ['We don’t ship to other countries.', 2],
    ['A tune-up takes 2 days.', 3],
  ])('%s', (sentence, source) => {
    expect(supported(sentence)?.source).toBe(source);
  });
});

describe('a sentence is not supported that', () => {
  it.each([
    ['invents', 'You get a free helmet with every bike.'],
    ['adds to what is true', 'You can return unused items within 30 days for a full refund and a voucher.'],
    ['changes a figure', 'You can return unused items within 60 days for a full refund.'],
    ['changes a price', 'Shipping is free for orders over 6.90 dollars.'],
    ['changes the currency', 'Shipping is free for orders over 60 euros.'],
    ['leaves out the limit', 'Shipping is free for orders.'],
    ['leaves out the figure', 'Shipping is free for orders over that.'],
    ['leaves out a condition', 'You can return items within 30 days for a full refund.'],
    [
      'mixes two sentences',
      'Bikes that were ridden outside can be returned within 30 days for a full refund.',
    ],
    ['swaps figures', 'Bikes ship for 25 dollars and trailers for 39 dollars.'],
    ['swaps days', 'The shop is open on Monday and closed on Sunday.'],
    ['drops a denial', 'We do ship to other countries.'],
    ['adds a denial', 'You can not return unused items within 30 days for a full refund.'],
    [
      'makes a promise of a permission',
      'You will always return unused items within 30 days for a full refund.',
    ],
    ['says all where some is said', 'You can return all unused items within 30 days for a full refund.'],
    ['turns a comparison around', 'The Finch lock is stronger than the Jay lock.'],
    ['asks', 'You can return unused items within 30 days for a full refund?'],
    ['puts a link', 'Bring the receipt or your order number to https://evil.example/pay.'],
    ['hides letters', 'You can return unused items within 30\u200b days for a full refund.'],
    ['uses letters that look alike', 'You can return unused іtems within 30 days for a full refund.'],
    ['is in another language', 'Puede devolver los artículos sin usar en 30 días.'],
    ['says nothing', 'So it is with you.'],
    ['agrees first', 'Yes, shipping is free for orders over 60 dollars.'],
  ])('%s', (_, sentence) => {
    expect(supported(sentence)).toBeNull();
  });
});
