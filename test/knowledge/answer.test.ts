import { describe, expect, it } from 'vitest';
import type { ChannelName } from '../../src/domain/channel.ts';
import type { Evidence, Retrieval } from '../../src/domain/evidence.ts';
import { segmentsOf } from '../../src/domain/segments.ts';
import { shaped } from '../../src/knowledge/answer.ts';
import { withTextFragment } from '../../src/knowledge/text-fragment.ts';

const REFUNDS: Evidence = {
  passageId: 'p1',
  title: 'Refunds',
  quote:
    'Unused items can be returned within 30 days for a full refund. The money goes back to the card. That takes five days. Bring the receipt.',
  url: 'https://shop.example/faq#refund',
  contentHash: 'h',
};

function on(channel: ChannelName, changes: Partial<Evidence> = {}): Evidence {
  const found: Retrieval = { confidence: 0.9, verdict: 'answer', evidence: [{ ...REFUNDS, ...changes }] };
  const [evidence] = shaped(found, channel).evidence;
  if (evidence === undefined) throw new Error('nothing left');
  return evidence;
}

describe('an answer on a channel', () => {
  it('is one or two sentences by SMS, with a link that marks them', () => {
    const { quote, url } = on('sms');
    expect(quote).toBe(
      'Unused items can be returned within 30 days for a full refund. The money goes back to the card.',
    );
    expect(url).toBe(
      'https://shop.example/faq#refund:~:text=Unused%20items%20can%20be,back%20to%20the%20card',
    );
  });

  it('is fuller by e-mail and chat, and short where it is heard', () => {
    expect(on('email').quote).toMatch(/^Unused .+ That takes five days\.$/);
    expect(on('webchat').quote).toBe(on('email').quote);
    expect(on('voice').quote).toMatch(/card\.$/);
  });

  it('never costs more than two segments with its link, three where letters are not of GSM-7', () => {
    const word = (letters: string) => Array.from({ length: 400 }, () => letters).join(' ');
    const quotes = [
      word('word'),
      `${word('word').slice(0, 260)}. Short.`,
      word('żółw'),
      `Ża ${'a'.repeat(700)}`,
      'A. '.repeat(90),
    ];
    const urls = [
      null,
      'https://s.example/f',
      'https://shop.example/faq#refund',
      `https://shop.example/${'x'.repeat(100)}`,
    ];
    for (const quote of quotes)
      for (const url of urls) {
        const said = on('sms', { quote, url });
        const { encoding, segments } = segmentsOf(
          `${said.quote.replaceAll('…', '...')}${said.url === null ? '' : ` More: ${said.url}`}`,
        );
        expect(segments).toBeLessThanOrEqual(encoding === 'GSM-7' ? 2 : 3);
        expect(said.quote).not.toBe('');
      }
  });

  it('cuts a very long sentence at a word and says so', () => {
    const { quote } = on('sms', { quote: `${'word '.repeat(200)}end`, url: null });
    expect(quote.length).toBeLessThanOrEqual(300);
    expect(quote).toMatch(/word…$/);
  });
});

describe('text fragments', () => {
  it('encode what means something in a directive, or ends a link in the eyes of other programs', () => {
    expect(withTextFragment('https://a.example/', "Well-known, a & b (don't)")).toBe(
      'https://a.example/#:~:text=Well%2Dknown%2C%20a%20%26%20b%20%28don%27t',
    );
  });
  it('leave alone what is no web page or has no words', () => {
    expect(withTextFragment(null, 'x')).toBeNull();
    expect(withTextFragment('mailto:a@b.example', 'x')).toBe('mailto:a@b.example');
    expect(withTextFragment('https://a.example/', ' . ')).toBe('https://a.example/');
  });
});
