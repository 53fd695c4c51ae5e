/** Topics that the business keeps to itself, phrases that it wants said, and claims that need their ground. */
import { describe, expect, it } from 'vitest';
import type { Retrieval } from '../../src/domain/evidence.ts';
import { unfoundedClaims } from '../../src/domain/guard-rails.ts';
import { aTurn, BIKES, passage, take, textOf } from '../flows/a-turn.ts';

const found = (title: string, quote: string): Retrieval => ({
  confidence: 0.95,
  verdict: 'answer',
  evidence: [passage(title, quote)],
});
const RETURNS = found('Returns', 'Within 30 days for a full refund.');

describe('forbidden topics', () => {
  const business = {
    ...BIKES,
    answering: { ...BIKES.answering, forbiddenTopics: ['recall', 'lawsuit', 'brake failure'] },
  };
  it.each([
    'Is there a recall of the Heron?',
    'RECALL?',
    'is there a r\u200becall',
    'is there a rеcаll', // Cyrillic е and а
    'tell me about the l a w s u i t',
    'Recalls of 2026',
    'what about brake   failure',
  ])('%s: a person answers', (text) => {
    const { decisions } = take(aTurn(text, { business, retrieval: RETURNS }));
    expect(decisions).toMatchObject([{ kind: 'handOff', reason: 'a topic for a person' }]);
  });
  it('nor is an answer given that touches one', () => {
    const retrieval = found('Heron', 'The lawsuit was settled.');
    expect(take(aTurn('anything about the Heron?', { business, retrieval })).decisions).toMatchObject([
      { kind: 'handOff' },
    ]);
  });
  it('leaves other questions alone', () => {
    expect(take(aTurn('can I return it', { business, retrieval: RETURNS })).decisions).toMatchObject([
      { kind: 'reply' },
    ]);
  });
});

describe('required phrases', () => {
  const business = {
    ...BIKES,
    answering: {
      ...BIKES.answering,
      requiredPhrases: [
        { about: 'refund', phrase: 'Ask in the shop for details.' },
        { about: 'battery', phrase: 'Batteries are dangerous goods.' },
      ],
    },
  };
  it('go with answers about their topic, before the link, and with no other', () => {
    const decided = take(aTurn('can I return it', { business, retrieval: RETURNS }));
    expect(textOf(decided)).toBe(
      'Within 30 days for a full refund. Ask in the shop for details. More: https://bb.example/faq',
    );
  });
});

describe('claims', () => {
  it.each([
    ['It costs $6.', 'It costs 5 dollars.'],
    ['It costs 6,90 €.', 'It costs 6 euros.'],
    ['20% off today', 'Everything is off today'],
    ['A full refund, guaranteed.', 'A full refund.'],
    ['Gratis.', 'It is 5 dollars.'],
    ['You get a voucher', 'You get an e-mail'],
    ['Es kostet 5\u200b0 Euro', 'Es kostet 5 Euro'],
  ])('"%s" is not in "%s"', (text, ground) => {
    expect(unfoundedClaims(text, [ground])).not.toEqual([]);
  });
  it.each([
    ['It costs $1,890.', 'The Heron is 1890 dollars.'],
    ['A full refund within 30 days.', 'You get a full refund.'],
    ['Open from 9 to 5.', ''],
  ])('"%s" is founded on "%s"', (text, ground) => {
    expect(unfoundedClaims(text, [ground])).toEqual([]);
  });

  it('without ground are not said: a person answers', () => {
    const written = {
      sentences: [{ text: 'You get 20% off and a voucher.', source: 0 }],
      evidence: [passage('Returns', 'Within 30 days for a full refund.')],
      model: 'm',
      promptVersion: 'p',
    };
    const { decisions } = take(aTurn('any deals?', { retrieval: RETURNS, written }));
    expect(decisions).toMatchObject([{ kind: 'handOff', reason: 'a claim without its ground' }]);
  });
});
