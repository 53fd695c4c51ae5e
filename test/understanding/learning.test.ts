/** What is kept of a message, which messages are worth a label, and which may teach without one. */
import { describe, expect, it } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import { defaultTrainingLines } from '../../src/flows/examples/index.ts';
import { classifyIntent } from '../../src/understanding/classify.ts';
import { defaultIntentModel } from '../../src/understanding/default-intents.ts';
import { isHeldOut, textKey } from '../../src/understanding/labelled-set.ts';
import type { RecentTurn } from '../../src/understanding/recent-turns.ts';
import { redact } from '../../src/understanding/redact.ts';
import { selfLabelled } from '../../src/understanding/self-label.ts';
import { suggestionsFrom } from '../../src/understanding/suggest.ts';
import { trainInSteps, trainIntentModel } from '../../src/understanding/train.ts';

const MODEL = defaultIntentModel();
const CONVERSATION = makeId('cnv', 'a'.repeat(26));

const turn = (text: string, more: Partial<RecentTurn> = {}): RecentTurn => ({
  conversationId: CONVERSATION,
  seq: 1,
  text,
  understoodAs: null,
  confidence: 0.4,
  isCorrected: false,
  handedOver: false,
  ...more,
});

describe('a message that is kept', () => {
  it.each([
    ['call me at +1 (206) 555-0123', 'call me at +0 (000) 000-0000'],
    ['write to ann.lee+shop@mail.example.com please', 'write to name@example.com please'],
    ['my name is Ann Lee and my order BB-1042 is late', 'my name is Name and my order BB-0000 is late'],
    ['see https://x.example/ann?id=7 or www.ann.example', 'see https://example.com or https://example.com'],
    ['2 shirts in size 10', '2 shirts in size 10'],
    ['half \ud83d of an emoji', 'half \ufffd of an emoji'],
  ])('%j becomes %j', (text, kept) => {
    expect(redact(text)).toBe(kept);
    expect(redact(kept)).toBe(kept);
  });

  it('is bounded, in bounded time', () => {
    const startedMs = performance.now();
    for (const text of ['1 '.repeat(50_000), 'a@b.'.repeat(25_000), '('.repeat(100_000), '🎉'.repeat(50_000)])
      expect(redact(text).length).toBeLessThanOrEqual(600);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it('is taken for the same by the classifier, but for a name', () => {
    for (const text of ['where is order 448120', 'mail me at bob@post.example', 'call 206 555 0123'])
      expect(classifyIntent(MODEL, redact(text))).toEqual(classifyIntent(MODEL, text));
  });

  it('judges instead of teaching in about one of eight cases, and always the same ones', () => {
    const keys = defaultTrainingLines().map(({ text }) => textKey(text));
    const held = keys.filter((key) => isHeldOut(key, 50));
    expect(held.length / keys.length).toBeGreaterThan(0.09);
    expect(held.length / keys.length).toBeLessThan(0.16);
    expect(keys.some((key) => isHeldOut(key, 7))).toBe(false);
  });
});

describe('suggestions', () => {
  const unclear = ['the other one maybe', 'the other one, perhaps?', 'blue thing later', 'hm what now then'];

  it('leave out what is clear, labelled, corrected or no text', () => {
    const turns = [
      turn('where is my order'),
      turn('BB-1042'),
      turn('👍'),
      turn('blue thing later', { isCorrected: true }),
      turn('hm what now then'),
    ];
    const isLabelled = (key: string) => key === 'hm what now then';
    expect(suggestionsFrom(MODEL, turns, isLabelled, 10)).toEqual([]);
  });

  it('give each text once, no two alike first, and without what tells who wrote', () => {
    const turns = [...unclear, ...unclear, 'what about 206 555 0123 then'].map((text) => turn(text));
    const found = suggestionsFrom(MODEL, turns, () => false, 3);
    expect(found).toHaveLength(3);
    expect(new Set(found.map(({ text }) => text)).size).toBe(3);
    const alike = found.filter(({ text }) => text.startsWith('the other one'));
    expect(alike.length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(found)).not.toContain('555');
  });
});

describe('learning from history', () => {
  const labelled = defaultTrainingLines();

  it('takes what is very sure and like a label, never what is unsure, out of scope, corrected or handed over', () => {
    const sure = ['where is my order please', 'when will my order arrive please', 'please track my order'];
    const turns = [
      ...sure.map((text) => turn(text)),
      turn('who won the football match yesterday'),
      turn('the other one maybe'),
      turn('when will my parcel be here please', { isCorrected: true }),
      turn('track my package please now', { handedOver: true }),
      turn('where is my order'),
    ];
    const lines = selfLabelled(MODEL, turns, labelled);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.intent).toBe('order_status');
      expect(sure).toContain(line.text);
    }
  });

  it('never outvotes the labels of people: at most a fifth of an intent', () => {
    const few = [
      ...labelled.filter(({ intent }) => intent !== 'returns'),
      ...labelled.filter(({ intent }) => intent === 'returns').slice(0, 40),
    ];
    const turns = labelled
      .filter(({ intent }) => intent === 'returns')
      .slice(40)
      .map(({ text }) => turn(text));
    expect(selfLabelled(MODEL, turns, few).length).toBeLessThanOrEqual(8);
    expect(selfLabelled(MODEL, turns, few).length).toBeGreaterThan(0);
  });
});

describe('training in steps', () => {
  const lines = defaultTrainingLines().filter(({ intent }) => ['returns', 'account'].includes(intent));

  it('gives the same bytes as at once, a class at a time', () => {
    const steps = trainInSteps(lines, { byteBudget: 50_000 });
    let count = 0;
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        expect(
          Buffer.from(step.value.bytes).equals(Buffer.from(trainIntentModel(lines, { byteBudget: 50_000 }))),
        ).toBe(true);
        expect(step.value.judged).toHaveLength(lines.length);
        const right = step.value.judged.filter(({ truth, guess }) => truth === guess);
        expect(right.length / lines.length).toBeGreaterThan(0.7);
        break;
      }
      count += 1;
    }
    expect(count).toBeGreaterThanOrEqual(3);
  });
});
