/** What holds for all flows and all inputs: data that is complete, texts that cost what they should, decisions that are lawful. */
import { describe, expect, it } from 'vitest';
import { decide, isConfirmation, NEW_DIALOGUE, type Flow, type Wording } from '../../src/domain/flow.ts';
import { segmentsOf } from '../../src/domain/segments.ts';
import { FLOWS } from '../../src/flows/registry.ts';
import { aTurn, BIKES, order, passage, take, understood } from './a-turn.ts';

const DEFAULT_INTENTS =
  'order_status returns store_hours product_question account payment_problem appointment cancellation upsell_interest feedback small_talk complaint talk_to_person opt_out'.split(
    ' ',
  );

/** Every wording anywhere in a flow's data. */
function wordingsOf(value: unknown): Wording[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && !Array.isArray(value.en) && !('whole' in Object(value.en))) return [value as Wording];
  return Object.values(value).flatMap(wordingsOf);
}

const textsOf = (wording: Wording): string[] =>
  [wording.en, wording.es, wording.de, wording.fr].flatMap((text) =>
    text === undefined ? [] : typeof text === 'string' ? [text] : [text.short, text.full],
  );

describe('the registry', () => {
  it('has a flow for every intent, and one for everything else', () => {
    const intents = FLOWS.map((flow) => flow.intent);
    expect(intents).toEqual(expect.arrayContaining([...DEFAULT_INTENTS, null]));
    expect(new Set(intents).size).toBe(intents.length);
    expect(new Set(FLOWS.map((flow) => flow.name)).size).toBe(FLOWS.length);
  });

  it.each(FLOWS.map((flow): [string, Flow] => [flow.name, flow]))('%s is complete', (_, flow) => {
    expect(flow.version).toBeGreaterThanOrEqual(1);
    expect(flow.fallback1.text.en).not.toBe('');
    expect(flow.fallback2.text.en).not.toBe('');
    for (const wording of wordingsOf(flow)) {
      for (const language of ['en', 'es', 'de', 'fr'] as const) expect(wording[language]).toBeDefined();
    }
    // Data only: it could as well be stored.
    expect(JSON.parse(JSON.stringify(flow))).toEqual(flow);
  });

  it.each(FLOWS.map((flow): [string, Flow] => [flow.name, flow]))(
    '%s says the same in each language',
    (_, flow) => {
      for (const wording of wordingsOf(flow)) {
        const holes = textsOf(wording).map((text) =>
          [...text.matchAll(/\{(\w+)\}/g)]
            .map(([, name]) => name)
            .sort()
            .join(),
        );
        expect(new Set(holes).size).toBe(1);
      }
    },
  );

  it.each(FLOWS.map((flow): [string, Flow] => [flow.name, flow]))(
    '%s costs one segment a sentence in English',
    (_, flow) => {
      for (const { en } of wordingsOf(flow)) {
        const short = typeof en === 'string' ? en : en.short;
        expect(segmentsOf(short)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
      }
    },
  );
});

describe('any turn', () => {
  const evidence = [passage('Returns', 'Within 30 days.'), passage('Repairs', 'All brands.')];
  const texts = [
    '',
    ' ',
    '?',
    '1',
    'yes',
    'no',
    '👍',
    'BB-1042',
    'hello',
    'human',
    'x'.repeat(5_000),
    '{number}',
    '漢字',
    '\u0000',
    'pick:1',
    '__proto__',
  ];
  const intents = [...FLOWS.map((flow) => flow.intent), 'unknown_intent', '__proto__', 'constructor'];
  const steps = [
    null,
    'ask:orderNumber',
    'answered',
    'confirmed',
    'offered',
    'offeredPerson',
    'handedOff',
    'bogus',
  ];
  const verdicts = ['answer', 'clarify', 'abstain'] as const;

  it('is decided lawfully', () => {
    let decidedTurns = 0;
    for (const [t, text] of texts.entries()) {
      for (const [i, intent] of intents.entries()) {
        for (const [s, step] of steps.entries()) {
          // Every combination of three, the rest by rotation.
          const n = t + i + s;
          const verdict = verdicts[n % 3] ?? 'abstain';
          const turn = aTurn(text, {
            payload: n % 7 === 0 ? 'pick:1' : n % 11 === 0 ? 'confirm:yes' : null,
            understanding: understood(intent, (n % 10) / 10, {
              sentiment: ((n % 5) - 2) / 2,
              language: ['en', 'de', 'xx', ''][n % 4] ?? '',
            }),
            retrieval: {
              verdict,
              confidence: (n % 9) / 9,
              evidence: verdict === 'abstain' || n % 13 === 0 ? [] : evidence,
            },
            state: {
              ...NEW_DIALOGUE,
              step,
              flow: intent,
              fallbacks: n % 4,
              offeredTitles: n % 2 ? ['Returns', 'Repairs'] : [],
              disclosed: n % 2 === 0,
            },
            lookups:
              n % 3 === 0
                ? []
                : [{ lookup: 'order', key: 'BB-1042', found: n % 3 === 1 ? order('BB-1042') : null }],
            channel: n % 2 ? 'webchat' : 'sms',
          });
          const decided = take(turn);
          decidedTurns += 1;
          expect(decided.decisions.length).toBeGreaterThan(0);
          expect(decided.flowVersion).toBeGreaterThan(0);
          for (const decision of decided.decisions) {
            if ('text' in decision) {
              expect(decision.text.trim()).not.toBe('');
              expect(decision.text).not.toMatch(/undefined|null|\[object|\{(?!number\})\w+\}/);
              expect(decided.state.disclosed).toBe(true);
            }
            // Evidence or silence: no fact of the records, the hours or the knowledge without what it rests on.
            if (decision.kind === 'reply' && decision.evidence.length === 0)
              expect(decision.text).not.toMatch(/Within 30|All brands|BB-1042 is|open|closed/);
          }
          expect(structuredClone(decided)).toEqual(decided);
        }
      }
    }
    expect(decidedTurns).toBeGreaterThan(2_000);
  });

  it('never goes in circles: with nothing to say, a person is there within three turns', () => {
    for (const flow of FLOWS) {
      let state = { ...NEW_DIALOGUE, disclosed: true };
      const seen: string[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const decided = take(
          aTurn(`gibberish ${turn}`, { understanding: understood(flow.intent, 0.9), state }),
        );
        state = decided.state;
        seen.push(...decided.decisions.map((decision) => decision.kind));
      }
      // Hours and courtesies always have an answer.
      if (flow.answerFrom === 'courtesy' || flow.answerFrom === 'hours') continue;
      expect(seen).toContain('handOff');
    }
  });

  it('does not change its input', () => {
    const turn = aTurn('where is my order', { understanding: understood('order_status'), business: BIKES });
    const before = structuredClone(turn);
    take(turn);
    expect(turn).toEqual(before);
  });

  it('needs a flow for everything else', () => {
    expect(() => decide(aTurn('x'), [])).toThrow(/everything else/);
  });
});

describe('yes and no', () => {
  it.each([
    'yes',
    'Yes!',
    'yep',
    'that helped',
    'yes, that helped, thanks',
    'perfect thank you',
    'got it',
    '👍',
    'sí',
    'genau',
    'oui',
  ])('%s is yes', (text) => {
    expect(isConfirmation(text)).toBe('yes');
  });
  it.each(['no', 'Nope.', 'not really', "that didn't help", 'neither', 'no thanks', 'nein', '👎'])(
    '%s is no',
    (text) => {
      expect(isConfirmation(text)).toBe('no');
    },
  );
  it.each([
    'no, where is my order?',
    'yes I have a question',
    'thanks',
    'ok',
    'maybe',
    '',
    'y'.repeat(10_000),
    'now',
    'yesterday',
    'not yet arrived',
  ])('%s is neither', (text) => {
    expect(isConfirmation(text)).toBeNull();
  });
});
