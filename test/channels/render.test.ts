import { describe, expect, it } from 'vitest';
import { cutText, renderNumbered } from '../../src/channels/render.ts';
import { seededRandom } from './seeded-random.ts';

const replies = (...titles: string[]) => titles.map((title) => ({ title, payload: title }));
const limits = { maxReplies: 9, maxChars: 1_600 };

describe('renderNumbered', () => {
  it('leaves text without choices alone', () => {
    expect(renderNumbered('Open until 6.', [], limits)).toBe('Open until 6.');
  });

  it('adds the choices as a numbered list', () => {
    expect(renderNumbered('Which one?', replies('Red', ' Dark\n blue '), limits)).toBe(
      'Which one?\n\n1. Red\n2. Dark blue',
    );
  });

  it('shows a list without text, and no more choices than allowed', () => {
    expect(renderNumbered('', replies('a', 'b', 'c'), { maxReplies: 2, maxChars: 99 })).toBe('1. a\n2. b');
  });

  it('cuts the text, never the list', () => {
    const rendered = renderNumbered('word '.repeat(50), replies('Yes', 'No'), {
      maxReplies: 9,
      maxChars: 60,
    });
    expect(rendered.length).toBeLessThanOrEqual(60);
    expect(rendered).toMatch(/^word [word ]+\.\.\.\n\n1\. Yes\n2\. No$/);
  });

  it('cuts a list that is too long by itself', () => {
    expect(renderNumbered('Hi', replies('x'.repeat(50)), { maxReplies: 9, maxChars: 20 })).toHaveLength(20);
  });
});

describe('cutText', () => {
  const link = 'https://shop.example/returns?order=BB-1234#how';

  it('keeps a link whole or leaves it out', () => {
    const text = `Returns are free for thirty days, see ${link} for all the rest of it.`;
    for (let maxChars = 0; maxChars <= text.length + 5; maxChars++) {
      const cut = cutText(text, maxChars);
      expect(cut.length).toBeLessThanOrEqual(maxChars);
      if (cut.includes('http')) expect(cut).toContain(link);
    }
  });

  it('cuts between words when one ends near, else between characters', () => {
    expect(cutText('one two three four', 14)).toBe('one two...');
    expect(cutText('x'.repeat(30), 10)).toBe('xxxxxxx...');
    expect(cutText('short', 5)).toBe('short');
  });

  it('never takes an emoji or an accent apart', () => {
    const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';
    expect(cutText(family.repeat(4), 20)).toBe(`${family}${family}...`);
    expect(cutText('e\u0301'.repeat(10), 8)).toBe('e\u0301e\u0301...');
  });

  it('stays in the characters of the text: no character that makes an SMS dearer', () => {
    expect(cutText('plain words only here', 12)).toMatch(/^[a-z .]+$/);
  });

  it('keeps its limit and well-formed text for 2,000 random texts', () => {
    const random = seededRandom(3);
    const pieces = [
      'word',
      ' ',
      '\n',
      link,
      '\u{1F44B}\u{1F3FD}',
      'é',
      'x'.repeat(40),
      '(www.shop.example/a)',
    ];
    for (let round = 0; round < 2_000; round++) {
      const parts = Array.from(
        { length: 1 + Math.floor(random() * 12) },
        () => pieces[Math.floor(random() * pieces.length)],
      );
      const text = parts.join('');
      const maxChars = Math.floor(random() * (text.length + 10));
      const cut = cutText(text, maxChars);
      expect(cut.length).toBeLessThanOrEqual(maxChars);
      expect(cut.isWellFormed()).toBe(true);
      if (cut !== text && maxChars > 3) expect(cut).toMatch(/\.\.\.$/);
    }
  });
});
