import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../src/knowledge/confidence.ts';
import { evidenceOrSilence } from '../../src/knowledge/library.ts';
import { withoutIntroductions } from '../../src/domain/introductions.ts';
import { loadIndex, serializeIndex } from '../../src/knowledge/index-blob.ts';
import { rank } from '../../src/knowledge/rank.ts';
import { buildIndex, retrieve } from '../../src/knowledge/retrieve.ts';
import { fts5 } from '../bench/knowledge-peers.ts';
import { withOneTypo } from '../bench/knowledge-typos.ts';
import { ASKED, NEIGHBOURS, OUTSIDE, SHOP } from './shop-faq.ts';

const index = buildIndex(SHOP);
const topOf = (text: string): string => SHOP[rank(index, text).ranked[0]?.passage ?? -1]?.id ?? '';

describe('retrieval over a shop of forty entries', () => {
  it('finds the entry for most questions of customers, and for clearly more than full-text search does', () => {
    const right = ASKED.filter(({ text, id }) => topOf(text) === id).length;
    const plain = fts5(SHOP);
    const plainRight = ASKED.filter(({ text, id }) => plain.search(text)[0] === id).length;
    expect(right / ASKED.length).toBeGreaterThanOrEqual(0.8);
    expect(right - plainRight).toBeGreaterThanOrEqual(0.05 * ASKED.length);
  });

  it('answers hardly any question of another world, and is right when it answers', () => {
    const answered = OUTSIDE.filter((text) => retrieve(index, text).verdict === 'answer');
    expect(answered.length).toBeLessThanOrEqual(1);
    const given = ASKED.filter(({ text }) => retrieve(index, text).verdict === 'answer');
    expect(given.length / ASKED.length).toBeGreaterThanOrEqual(0.5);
    const wrong = given.filter(({ text, id }) => retrieve(index, text).evidence[0]?.passageId !== id);
    expect(wrong.length / given.length).toBeLessThanOrEqual(0.1);
  });

  it('is more confident of its own questions than of foreign ones', () => {
    const own = ASKED.map(({ text }) => confidenceOf(rank(index, text)));
    const foreign = OUTSIDE.map((text) => confidenceOf(rank(index, text)));
    const pairs = own.flatMap((one) => foreign.map((other) => (one > other ? 1 : 0)));
    expect(pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length).toBeGreaterThanOrEqual(0.93);
  });

  it('is not silenced by who asks: a number, an address or a name beside the question is no part of it', () => {
    const alone = evidenceOrSilence(index, 'When are you open on Sunday?');
    expect(alone.verdict).toBe('answer');
    for (const beside of [
      'my number is 206 555 0147',
      'My order number is #44812.',
      'my e-mail is quill@barrow.example',
      'My name is Quilla Barrowmere!',
      'Meine Handynummer ist 0171 5550147',
      'Mi nombre es Quilla.',
    ])
      for (const text of [
        `When are you open on Sunday? ${beside}`,
        `${beside}\nWhen are you open on Sunday?`,
      ])
        expect(evidenceOrSilence(index, text)).toEqual(alone);
    for (const text of ['my number is 206 555 0147', 'My email is wrong. When are you open on Sunday?'])
      expect(withoutIntroductions(text)).toBe(text);
  });

  it('reads through one typo in a word', () => {
    for (const [typo, id] of [
      ['delivrey cost', 'delivery-cost'],
      ['refnud', 'refund'],
      ['reset my passwrd', 'account'],
      ['unsubscrbe', 'newsletter'],
      ['forsythai', 'pruning'],
    ])
      expect(topOf(typo ?? ''), typo).toBe(id);
  });

  it('loses few questions by one slip in a word, whichever it is', () => {
    const slipped = [1, 2, 3].flatMap((round) =>
      ASKED.map(({ text, id }, at) => ({ text: withOneTypo(text, at + round * 1000), id })),
    );
    const share = (asked: typeof slipped): number =>
      asked.filter(({ text, id }) => topOf(text) === id).length / asked.length;
    expect(share(ASKED) - share(slipped)).toBeLessThanOrEqual(0.07);
  });

  it('asks back or hands over what the shop might have, but does not say', () => {
    const said = NEIGHBOURS.filter((text) => evidenceOrSilence(index, text).verdict === 'answer');
    expect(said).toEqual([]);
  });

  it('quotes word for word, with the link and version of the passage', () => {
    for (const { text } of ASKED)
      for (const evidence of retrieve(index, text).evidence) {
        const passage = SHOP.find((one) => one.id === evidence.passageId);
        expect(evidence.quote).not.toBe('');
        for (const part of evidence.quote.split(' … ')) expect(passage?.text).toContain(part);
        expect(evidence.contentHash).toBe(passage?.contentHash);
      }
  });

  it('has no evidence when it abstains', () => {
    for (const text of ['', '   ', '?!', '🙂', ...OUTSIDE]) {
      const found = retrieve(index, text);
      if (found.verdict === 'abstain') expect(found.evidence).toEqual([]);
      expect(found.confidence).toBeGreaterThanOrEqual(0);
      expect(found.confidence).toBeLessThanOrEqual(1);
    }
    expect(retrieve(index, '').verdict).toBe('abstain');
  });

  it('gives the same answer each time', () => {
    for (const { text } of ASKED.slice(0, 20))
      expect(retrieve(index, text)).toEqual(retrieve(buildIndex(SHOP), text));
  });

  it('forgets a passage that is no longer there', () => {
    const less = buildIndex(SHOP.filter((one) => one.id !== 'dogs'));
    expect(retrieve(index, 'may I bring my dog').evidence[0]?.passageId).toBe('dogs');
    expect(JSON.stringify(retrieve(less, 'may I bring my dog'))).not.toContain('lead are welcome');
    expect(new TextDecoder().decode(serializeIndex(less))).not.toContain('Dogs on a lead');
  });

  it('works for a business without any knowledge, and for one with a single entry', () => {
    expect(retrieve(buildIndex([]), 'refund').verdict).toBe('abstain');
    expect(retrieve(buildIndex(SHOP.slice(0, 1)), 'refund policy').evidence[0]?.passageId).toBe('refund');
  });

  it('stays quick on 100 KB questions, whatever they are made of', () => {
    const long = [
      'refund '.repeat(15_000),
      'x'.repeat(100_000),
      'a-'.repeat(50_000),
      '"*('.repeat(33_000),
      '汉字'.repeat(50_000),
      ASKED.map((one) => one.text)
        .join(' ')
        .repeat(30),
    ];
    for (const text of long) {
      const started = performance.now();
      retrieve(index, text);
      expect(performance.now() - started).toBeLessThan(250);
    }
  });
});

describe('the index as bytes', () => {
  it('gives the same answers after a round trip', () => {
    const again = loadIndex(serializeIndex(index));
    for (const { text } of ASKED) expect(retrieve(again, text)).toEqual(retrieve(index, text));
  });

  it('is the same for the same passages', () => {
    expect(serializeIndex(buildIndex(SHOP))).toEqual(serializeIndex(index));
  });

  it('refuses bytes that are not a whole index', () => {
    const blob = serializeIndex(index);
    const flipped = blob.slice();
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    expect(() => loadIndex(blob.slice(0, -3))).toThrow('damaged');
    expect(() => loadIndex(flipped)).toThrow('damaged');
    expect(() => loadIndex(new Uint8Array(3))).toThrow('too short');
    expect(() => loadIndex(new Uint8Array(64))).toThrow('not an index');
    expect(() => loadIndex(serializeIndex(index, { texts: false }))).toThrow('without its texts');
  });
});
