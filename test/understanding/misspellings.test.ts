import { describe, expect, it } from 'vitest';

import { classifyIntent } from '../../src/understanding/classify.ts';
import { defaultIntentModel } from '../../src/understanding/default-intents.ts';
import { correctedWord, spellingOf } from '../../src/understanding/misspellings.ts';
import { withTypos } from '../bench/peers/typos.ts';
import { HELD_OUT_LINES } from './own-lines.ts';

const SPELLING = spellingOf(['delivery', 'refund', 'order', 'return']);

describe('slips of a letter', () => {
  it.each<[string, string | null]>([
    ['delivry', 'delivery'],
    ['delivvery', 'delivery'],
    ['delovery', 'delivery'],
    ['dleivery', 'delivery'],
    ['refnud', 'refund'],
    ['refund', null],
    ['refinance', null],
    ['dlvry', null],
    ['rteunr', null],
  ])('%s -> %s', (word, meant) => {
    expect(correctedWord(word, SPELLING)).toBe(meant);
  });

  it('cost the default model few answers', () => {
    const model = defaultIntentModel();
    const inside = HELD_OUT_LINES.filter((line) => line.intent !== null);
    const right = inside.filter(
      (line, at) => classifyIntent(model, withTypos(line.text, at + 1)).ranked[0]?.intent === line.intent,
    );
    expect(right.length / inside.length).toBeGreaterThanOrEqual(0.82);
  });
});
