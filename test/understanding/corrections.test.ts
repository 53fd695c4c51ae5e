import { describe, expect, it } from 'vitest';

import { defaultTrainingLines } from '../../src/flows/examples/index.ts';
import { canaryVerdict, isInCanary } from '../../src/understanding/canary.ts';
import { classifyIntent, loadIntentModel } from '../../src/understanding/classify.ts';
import { classifyCorrected, withCorrections } from '../../src/understanding/corrections.ts';
import { defaultIntentModel } from '../../src/understanding/default-intents.ts';
import { explainIntent } from '../../src/understanding/explain.ts';
import { passesRegression } from '../../src/understanding/regression-gate.ts';
import { seededRandom } from '../../src/understanding/seeded-order.ts';
import { wishesIn } from '../../src/understanding/several-intents.ts';
import { trainIntentModel } from '../../src/understanding/train.ts';
import { HELD_OUT_LINES } from './own-lines.ts';

const MODEL = defaultIntentModel();

describe('a correction', () => {
  const text = 'my brompton makes a clicking noise';
  const corrected = withCorrections(MODEL, [{ text, intent: 'appointment' }]);

  it('acts on the same text at once, whatever its capitals and marks', () => {
    expect(classifyIntent(MODEL, text).intent).not.toBe('appointment');
    const answer = classifyCorrected(corrected, 'My Brompton makes a clicking noise!!');
    expect(answer.intent).toBe('appointment');
    expect(answer.confidence).toBeGreaterThan(0.95);
    expect(answer.ranked[0]?.intent).toBe('appointment');
  });

  it('acts on nearly the same text', () => {
    const examples = withCorrections(MODEL, [{ text: 'when is my order coming', intent: 'complaint' }]);
    expect(classifyCorrected(examples, 'when is my order coming ?').intent).toBe('complaint');
  });

  it('leaves other texts alone', () => {
    for (const line of HELD_OUT_LINES) {
      expect(classifyCorrected(corrected, line.text)).toEqual(classifyIntent(MODEL, line.text));
    }
  });

  it('can say that a message means none of the intents', () => {
    const none = withCorrections(MODEL, [{ text: 'where is my order', intent: null }]);
    expect(classifyCorrected(none, 'where is my order').intent).toBeNull();
  });

  it('gives way to a newer one on the same text', () => {
    const two = withCorrections(MODEL, [
      { text, intent: 'appointment' },
      { text, intent: 'returns' },
    ]);
    expect(classifyCorrected(two, text).intent).toBe('returns');
  });
});

describe('the regression gate', () => {
  it('holds back a version that was trained on wrong labels, and lets the same version pass', () => {
    const lines = defaultTrainingLines();
    const shifted = lines.map((line, at) => ({
      ...line,
      intent: lines[(at + 300) % lines.length]?.intent ?? line.intent,
    }));
    const bad = loadIntentModel(trainIntentModel(shifted, { byteBudget: 200_000 }));
    const result = passesRegression(MODEL, bad, HELD_OUT_LINES);
    expect(result.passes).toBe(false);
    expect(result.broken.length).toBeGreaterThan(5);
    expect(passesRegression(MODEL, MODEL, HELD_OUT_LINES).passes).toBe(true);
  });
});

describe('an explanation', () => {
  it('names the words that weighed and the examples that are alike', () => {
    const why = explainIntent(MODEL, 'can i get a refund for this', defaultTrainingLines());
    expect(why.intent).toBe('returns');
    expect(why.words[0]?.word).toBe('refund');
    expect(why.nearest[0]?.intent).toBe('returns');
  });
});

describe('several wishes in one message', () => {
  it.each<[string, string[]]>([
    ['where is my order and what time do you close today', ['order_status', 'store_hours']],
    ['Please cancel my order. Also I forgot my password!', ['cancellation', 'account']],
    ['where is my order', ['order_status']],
    ['thanks and have a nice day', ['small_talk']],
    ['I bought a red and blue jacket and want to return it', ['returns']],
  ])('%s', (text, intents) => {
    expect(wishesIn(MODEL, text).map((wish) => wish.answer.intent)).toEqual(intents);
  });
});

describe('a canary', () => {
  /** Conversations one by one, a look after each; the verdict and when. */
  function play(servingRate: number, nextRate: number, seed: number): string {
    const random = seededRandom(seed * 7_919);
    const serving = { conversations: 0, wrong: 0 };
    const next = { conversations: 0, wrong: 0 };
    for (let one = 0; one < 3_000; one += 1) {
      serving.conversations += 1;
      next.conversations += 1;
      if (random() < servingRate) serving.wrong += 1;
      if (random() < nextRate) next.wrong += 1;
      const verdict = canaryVerdict(serving, next);
      if (verdict !== 'wait') return verdict;
    }
    return 'wait';
  }

  const seeds = Array.from({ length: 100 }, (_, at) => at + 1);

  it('rolls a clearly worse version back', () => {
    const back = seeds.filter((seed) => play(0.1, 0.3, seed) === 'roll back');
    expect(back.length).toBeGreaterThanOrEqual(97);
  });

  it('promotes an equal version, and seldom takes chance for harm', () => {
    const verdicts = seeds.map((seed) => play(0.1, 0.1, seed));
    expect(verdicts.filter((one) => one === 'roll back').length).toBeLessThanOrEqual(5);
    expect(verdicts.filter((one) => one === 'promote').length).toBeGreaterThanOrEqual(90);
  });

  it('says nothing before thirty conversations of each', () => {
    expect(canaryVerdict({ conversations: 500, wrong: 5 }, { conversations: 29, wrong: 29 })).toBe('wait');
  });

  it('keeps a conversation with its version, for about the share asked', () => {
    const ids = Array.from({ length: 4_000 }, (_, at) => `cnv_${at}`);
    const inside = ids.filter((id) => isInCanary(id, 'v7', 0.1));
    expect(inside.length / ids.length).toBeGreaterThan(0.08);
    expect(inside.length / ids.length).toBeLessThan(0.12);
    expect(inside.every((id) => isInCanary(id, 'v7', 0.5))).toBe(true);
    expect(ids.some((id) => isInCanary(id, 'v7', 0))).toBe(false);
    expect(ids.every((id) => isInCanary(id, 'v7', 1))).toBe(true);
  });
});
