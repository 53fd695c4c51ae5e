/** What is kept of words gives what reading them anew gives. */
import { describe, expect, it } from 'vitest';
import { defaultTrainingLines } from '../../src/flows/examples/index.ts';
import { classifyIntent, loadIntentModel, scoreText } from '../../src/understanding/classify.ts';
import type { IntentModel } from '../../src/understanding/classify.ts';
import { defaultModelBytes } from '../../src/understanding/default-intents.ts';
import { hashWord, readFeatures } from '../../src/understanding/features.ts';
import { tokenise } from '../../src/understanding/normalise.ts';
import { stem } from '../../src/understanding/stem.ts';
import { addUp } from '../../src/understanding/sums.ts';
import { addMeaning, locate, MEANING_WEIGHT, newRow, weigh } from '../../src/understanding/vocabulary.ts';
import { MEANING_DIMENSIONS, meaningRowOf, putDirection } from '../../src/understanding/word-meanings.ts';
import { wordsOf } from '../../src/understanding/word-sums.ts';

const fresh = (): IntentModel => loadIntentModel(defaultModelBytes());

/** Every feature of the message read and added up, nothing kept. */
function plainScores(model: IntentModel, text: string): number[] {
  const row = newRow();
  const words = tokenise(text).map((word) => {
    const hash = hashWord(stem(word));
    return { word, hash, meaningRow: meaningRowOf(hash) };
  });
  const { index, meaningPlaces } = model.vocabulary;
  weigh(locate(readFeatures(words), index), model.idf, row);
  const direction = new Float32Array(MEANING_DIMENSIONS);
  if (putDirection(words, MEANING_WEIGHT, direction, 0)) addMeaning(direction, meaningPlaces, row);
  const { scales, biases } = model.head;
  const sums = new Float64Array(scales.length);
  addUp(model.sums, row, sums);
  return [...sums].map((sum, one) => sum * (scales[one] ?? 0) + (biases[one] ?? 0));
}

/** Words that no other message holds. */
const strange = (number: number): string =>
  `w${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;

describe('the sums of words', () => {
  const texts = defaultTrainingLines()
    .filter((_, at) => at % 7 === 0)
    .map(({ text }) => text);

  it('give what all features of a message give', () => {
    const model = fresh();
    for (const text of [...texts, 'no no no, NO refund?? no', 'ok', '?', '', '在线客服在吗', '🙂🙂 hi']) {
      const plain = plainScores(model, text);
      const { scores } = scoreText(model, text);
      scores.forEach((score, one) => expect(Math.abs(score - (plain[one] ?? 0))).toBeLessThan(2e-3));
    }
  });

  it('are the same whatever was asked before, and however much', () => {
    const model = fresh();
    const before = texts.map((text) => classifyIntent(model, text));
    for (let number = 0; number < 4_000; number += 8) {
      const words = Array.from({ length: 8 }, (_, at) => strange(number + at));
      classifyIntent(model, `${words.join(' ')} ${texts[number % texts.length]}`);
      expect(model.words.younger.words.size).toBeLessThanOrEqual(1_500);
    }
    expect(model.words.elder.words.size).toBeGreaterThan(0);
    expect(texts.map((text) => classifyIntent(model, text))).toEqual(before);
  });

  it('are those of the known word that a slip is taken for, in the first dozen', () => {
    const model = fresh();
    const meant = (text: string) => wordsOf(model, tokenise(text)).map(({ word }) => word);
    expect(meant('where is my delivrey')).toEqual(['where', 'is', 'my', 'delivery']);
    const junk = Array.from({ length: 12 }, (_, at) => strange(at + 1_000)).join(' ');
    expect(meant(`${junk} delivrey`).at(-1)).toBe('delivrey');
    expect(meant('where is my delivrey').at(-1)).toBe('delivery');
  });
});
