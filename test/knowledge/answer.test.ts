import { describe, expect, it } from 'vitest';
import type { Retrieval } from '../../src/domain/evidence.ts';
import { shapeAnswer } from '../../src/knowledge/answer.ts';
import { withTextFragment } from '../../src/knowledge/text-fragment.ts';

const QUOTE =
  'Unused items can be returned within 30 days for a full refund. The money goes back to the card.';
const FOUND: Retrieval = {
  confidence: 0.9,
  verdict: 'answer',
  evidence: [
    {
      passageId: 'p1',
      title: 'Refunds',
      quote: QUOTE,
      url: 'https://shop.example/faq#refund',
      contentHash: 'h',
    },
    { passageId: 'p2', title: 'Exchange', quote: 'Pots can be exchanged.', url: null, contentHash: 'h' },
  ],
};

describe('an answer on a channel', () => {
  it('is one sentence with its link by SMS', () => {
    const answer = shapeAnswer(FOUND, 'sms');
    expect(answer.kind === 'answer' && answer.text).toBe(
      'Unused items can be returned within 30 days for a full refund. ' +
        'https://shop.example/faq#refund:~:text=Unused%20items%20can%20be,for%20a%20full%20refund.',
    );
  });

  it('is fuller by e-mail, and spoken without a link', () => {
    const mail = shapeAnswer(FOUND, 'email');
    expect(mail.kind === 'answer' && mail.text).toMatch(
      /^Unused .+ the card\.\nhttps:\/\/shop\.example\/faq#refund:~:text=/,
    );
    const voice = shapeAnswer(FOUND, 'voice');
    expect(voice.kind === 'answer' && voice.text).toBe(
      'Unused items can be returned within 30 days for a full refund.',
    );
  });

  it('offers the closest titles, or says nothing', () => {
    expect(shapeAnswer({ ...FOUND, verdict: 'clarify' }, 'sms')).toEqual({
      kind: 'clarify',
      titles: ['Refunds', 'Exchange'],
    });
    expect(shapeAnswer({ ...FOUND, verdict: 'abstain' }, 'sms')).toEqual({ kind: 'silence' });
    expect(shapeAnswer({ ...FOUND, evidence: [] }, 'email')).toEqual({ kind: 'silence' });
  });

  it('cuts a very long sentence at a word and says so', () => {
    const quote = `${'word '.repeat(200)}end`;
    const [first] = FOUND.evidence;
    const answer = shapeAnswer(
      { ...FOUND, evidence: first === undefined ? [] : [{ ...first, quote, url: null }] },
      'sms',
    );
    expect(answer.kind === 'answer' && answer.text.length).toBeLessThanOrEqual(300);
    expect(answer.kind === 'answer' && answer.text).toMatch(/word…$/);
  });
});

describe('text fragments', () => {
  it('encode what means something in a directive', () => {
    expect(withTextFragment('https://a.example/', 'Well-known, a & b')).toBe(
      'https://a.example/#:~:text=Well%2Dknown%2C%20a%20%26%20b',
    );
  });
  it('leave alone what is no web page or has no words', () => {
    expect(withTextFragment(null, 'x')).toBeNull();
    expect(withTextFragment('mailto:a@b.example', 'x')).toBe('mailto:a@b.example');
    expect(withTextFragment('https://a.example/', ' ')).toBe('https://a.example/');
  });
});
