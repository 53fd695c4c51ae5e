import { describe, expect, it } from 'vitest';

import { defaultTrainingLines } from '../../src/flows/examples/index.ts';
import { classifyIntent, loadIntentModel } from '../../src/understanding/classify.ts';
import { defaultIntentModel, defaultModelBytes } from '../../src/understanding/default-intents.ts';
import { decodeModel, encodeModel, ModelFormatError } from '../../src/understanding/model-format.ts';
import { trainDefaultModel } from '../../src/understanding/train-default.ts';
import { trainIntentModel } from '../../src/understanding/train.ts';
import { tuneIntentModel } from '../../src/understanding/tune.ts';
import { HELD_OUT_LINES } from './own-lines.ts';

const SMALL = [
  { text: 'where is my parcel', intent: 'status' },
  { text: 'track my package', intent: 'status' },
  { text: 'when does it arrive', intent: 'status' },
  { text: 'send it back', intent: 'returns' },
  { text: 'i want a refund', intent: 'returns' },
  { text: 'return this shirt', intent: 'returns' },
];

describe('the default model', () => {
  it('is the one that its examples give', () => {
    expect(Buffer.from(defaultModelBytes()).equals(Buffer.from(trainDefaultModel()))).toBe(true);
  });

  it('is small', () => {
    expect(defaultModelBytes().length).toBeLessThanOrEqual(200_000);
  });

  it('answers held-out messages of the trade', () => {
    const model = defaultIntentModel();
    const inside = HELD_OUT_LINES.filter((line) => line.intent !== null);
    const outside = HELD_OUT_LINES.filter((line) => line.intent === null);
    const right = inside.filter((line) => classifyIntent(model, line.text).ranked[0]?.intent === line.intent);
    const kept = inside.filter((line) => classifyIntent(model, line.text).intent !== null);
    const refused = outside.filter((line) => classifyIntent(model, line.text).intent === null);
    expect(right.length / inside.length).toBeGreaterThanOrEqual(0.9);
    expect(kept.length / inside.length).toBeGreaterThanOrEqual(0.88);
    expect(refused.length / outside.length).toBeGreaterThanOrEqual(0.75);
  });

  it('knows every intent by its own training lines', () => {
    const model = defaultIntentModel();
    const lines = defaultTrainingLines();
    const right = lines.filter((line) => classifyIntent(model, line.text).ranked[0]?.intent === line.intent);
    expect(right.length / lines.length).toBeGreaterThan(0.97);
  });
});

describe('training', () => {
  it('gives the same bytes for the same examples and seed', () => {
    const one = trainIntentModel(SMALL, { seed: 3 });
    expect(Buffer.from(trainIntentModel(SMALL, { seed: 3 })).equals(Buffer.from(one))).toBe(true);
  });

  it('keeps to the byte budget and still answers', () => {
    const lines = defaultTrainingLines();
    const bytes = trainIntentModel(lines, { byteBudget: 40_000 });
    expect(bytes.length).toBeLessThanOrEqual(40_000);
    expect(classifyIntent(loadIntentModel(bytes), 'where is my order').intent).toBe('order_status');
  });

  it('takes one text under two intents and is then unsure of it', () => {
    const both = [
      ...SMALL,
      { text: 'it is broken', intent: 'status' },
      { text: 'it is broken', intent: 'returns' },
    ];
    const answer = classifyIntent(loadIntentModel(trainIntentModel(both)), 'it is broken');
    expect(Math.abs((answer.ranked[0]?.confidence ?? 0) - (answer.ranked[1]?.confidence ?? 0))).toBeLessThan(
      0.35,
    );
  });

  it('works without any negatives', () => {
    const model = loadIntentModel(trainIntentModel(SMALL, { negatives: [] }));
    expect(classifyIntent(model, 'track my parcel').ranked[0]?.intent).toBe('status');
  });

  it('takes empty texts, emoji and lines without letters', () => {
    const odd = [
      ...SMALL,
      { text: '', intent: 'status' },
      { text: '🎉🎉', intent: 'returns' },
      { text: '...', intent: null },
    ];
    expect(loadIntentModel(trainIntentModel(odd)).head.intents).toEqual(['returns', 'status']);
  });

  it('learns other scripts by their letters', () => {
    const lines = [
      { text: '我的订单在哪里', intent: 'status' },
      { text: '包裹什么时候到', intent: 'status' },
      { text: '订单到哪了', intent: 'status' },
      { text: '我要退货', intent: 'returns' },
      { text: '可以退款吗', intent: 'returns' },
      { text: '怎么退货退款', intent: 'returns' },
      { text: 'где мой заказ', intent: 'status' },
      { text: 'хочу вернуть товар', intent: 'returns' },
    ];
    const model = loadIntentModel(trainIntentModel(lines));
    expect(classifyIntent(model, '订单在哪').ranked[0]?.intent).toBe('status');
    expect(classifyIntent(model, '我想退货').ranked[0]?.intent).toBe('returns');
    expect(classifyIntent(model, 'вернуть заказ товар').ranked[0]?.intent).toBe('returns');
  });
});

describe('training data that is refused', () => {
  const oneIntent = SMALL.filter((line) => line.intent === 'status');
  const many = Array.from({ length: 5_000 }, (_, at) => ({ text: `text ${at}`, intent: `intent ${at}` }));
  const long = Array.from({ length: 200_000 }, (_, at) => ({
    text: `text ${at}`,
    intent: at % 2 === 0 ? 'a' : 'b',
  }));
  it.each([
    ['one intent', oneIntent, 'too_few_intents'],
    ['no lines', [], 'too_few_intents'],
    ['5,000 intents', many, 'too_many_intents'],
    ['200,000 lines', long, 'too_many_examples'],
    ['an empty intent', [...SMALL, { text: 'x', intent: '' }], 'bad_example'],
    ['an intent of 101 letters', [...SMALL, { text: 'x', intent: 'x'.repeat(101) }], 'bad_example'],
  ])('%s, with a sentence', (_, lines, code) => {
    expect(() => trainIntentModel(lines)).toThrowError(expect.objectContaining({ code }));
    expect(() => trainIntentModel(lines)).toThrow(/\.$/);
  });

  it('a byte budget that holds nothing', () => {
    expect(() => trainIntentModel(SMALL, { byteBudget: 5 })).toThrow('byte budget');
  });
});

describe('model bytes', () => {
  const bytes = trainIntentModel(SMALL);

  it('survive a round trip', () => {
    expect(Buffer.from(encodeModel(decodeModel(bytes))).equals(Buffer.from(bytes))).toBe(true);
  });

  it('are read from the middle of a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    const answer = classifyIntent(loadIntentModel(larger.subarray(3)), 'send it back');
    expect(answer).toEqual(classifyIntent(loadIntentModel(bytes), 'send it back'));
  });

  it.each([
    ['empty', new Uint8Array(0)],
    ['not a model', new Uint8Array(64).fill(7)],
    ['cut short', bytes.slice(0, bytes.length - 1)],
    ['of a later format', bytes.map((byte, at) => (at === 4 ? 9 : byte))],
  ])('%s: refused', (_, bad) => {
    expect(() => loadIntentModel(bad)).toThrow(ModelFormatError);
  });

  it('take thresholds from a validation set', () => {
    const lines = HELD_OUT_LINES.filter((_, at) => at % 2 === 0);
    const tuned = loadIntentModel(tuneIntentModel(defaultModelBytes(), lines));
    const untuned = defaultIntentModel();
    const handled = (model: typeof tuned): number =>
      lines.filter((line) => classifyIntent(model, line.text).intent === line.intent).length;
    expect(handled(tuned)).toBeGreaterThanOrEqual(handled(untuned));
  });
});
