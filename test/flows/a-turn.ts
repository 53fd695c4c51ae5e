/** Turns for the tests of the engine, each part replaceable. */
import { DEFAULT_ANSWERING, type BusinessProfile } from '../../src/domain/business.ts';
import type { Evidence, Retrieval } from '../../src/domain/evidence.ts';
import {
  decide,
  NEW_DIALOGUE,
  type Decision,
  type DialogueState,
  type OrderRecord,
  type TurnDecision,
  type TurnInput,
} from '../../src/domain/flow.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { Understanding } from '../../src/domain/understanding.ts';
import { FLOWS } from '../../src/flows/registry.ts';

const NINE_TO_SIX = [{ fromMinute: 540, toMinute: 1080 }];

/** New York, Monday to Friday 9 to 18, Saturday 10 to 16; closed on Thanksgiving and Christmas. */
export const BIKES: BusinessProfile = {
  id: makeId('biz', 'bluebird'),
  name: 'Bluebird Bikes',
  state: 'active',
  timeZone: 'America/New_York',
  country: 'US',
  currency: 'USD',
  openingHours: {
    weekly: [
      [],
      NINE_TO_SIX,
      NINE_TO_SIX,
      NINE_TO_SIX,
      NINE_TO_SIX,
      NINE_TO_SIX,
      [{ fromMinute: 600, toMinute: 960 }],
    ],
    exceptions: {
      '2026-11-26': { ranges: [], reason: 'Thanksgiving' },
      '2026-12-24': { ranges: [{ fromMinute: 540, toMinute: 780 }], reason: 'Christmas Eve' },
      '2026-12-25': { ranges: [], reason: 'Christmas Day' },
      '2026-12-12': { ranges: [], reason: 'Stocktaking' },
    },
  },
  quietHours: { fromMinute: 1260, toMinute: 480 },
  frequencyCap: { max: 4, windowMs: 7 * 86_400_000 },
  monthlyBudgetMicroUsd: null,
  monthlyModelBudgetMicroUsd: 0,
  smsCountries: ['US'],
  orderNumberPattern: 'BB-\\d{4}',
  products: [],
  gatherMs: 1500,
  closeAfterMs: 86_400_000,
  personHoldsFloorMs: 3_600_000,
  modelVersion: 'm1',
  knowledgeVersion: 'k1',
  optOutContact: 'help@bluebird.example',
  answering: DEFAULT_ANSWERING,
};

/** Wednesday, November 18, 2026, 11:00 in New York. */
export const WEDNESDAY_11_MS = Date.parse('2026-11-18T11:00:00-05:00');

export const NOTHING: Retrieval = { confidence: 0.1, verdict: 'abstain', evidence: [] };

export function passage(
  title: string,
  quote: string,
  url: string | null = 'https://bb.example/faq',
): Evidence {
  return { passageId: `p-${title}`, title, quote, url, contentHash: 'ab12' };
}

export function understood(
  intent: string | null,
  confidence = 0.9,
  rest: Partial<Understanding> = {},
): Understanding {
  return {
    intent,
    confidence,
    ranked: intent === null ? [] : [{ intent, confidence }],
    entities: [],
    sentiment: 0,
    language: 'en',
    stage: 'embedded',
    modelVersion: 'm1',
    costMicroUsd: 0,
    ...rest,
  };
}

/** An ordinary turn on SMS with a contact who already knows that this is an AI. */
export function aTurn(text: string, rest: Partial<TurnInput> = {}): TurnInput {
  return {
    text,
    payload: null,
    understanding: understood(null, 0.2),
    retrieval: NOTHING,
    state: { ...NEW_DIALOGUE, disclosed: true },
    business: BIKES,
    nowMs: WEDNESDAY_11_MS,
    lookups: [],
    channel: 'sms',
    conversationHasPerson: false,
    ...rest,
  };
}

export function order(number: string, rest: Partial<OrderRecord> = {}): OrderRecord {
  return {
    number,
    status: 'shipped',
    detail: 'to 12 Elm Street',
    expectedAtMs: Date.parse('2026-11-20T17:00:00-05:00'),
    trackingUrl: 'https://track.example/1',
    ...rest,
  };
}

export function take(turn: TurnInput): TurnDecision {
  return decide(turn, FLOWS);
}

/** Decides, looks up what is asked for in `orders`, and decides again: what the conversation does. */
export function takeWithOrders(turn: TurnInput, orders: readonly OrderRecord[]): TurnDecision {
  const first = take(turn);
  const lookups = first.decisions.flatMap((decision) =>
    decision.kind === 'lookUp'
      ? [
          {
            lookup: decision.lookup,
            key: decision.key,
            found: orders.find((o) => o.number === decision.key) ?? null,
          },
        ]
      : [],
  );
  return lookups.length === 0 ? first : take({ ...turn, state: first.state, lookups });
}

export function textOf(decided: TurnDecision): string {
  const [first] = decided.decisions;
  return first !== undefined && 'text' in first ? first.text : '';
}

export function kinds(decided: TurnDecision): Decision['kind'][] {
  return decided.decisions.map((decision) => decision.kind);
}

/** A whole dialogue: each turn starts from the state that the last one left. */
export function dialogue(
  turns: readonly Partial<TurnInput>[],
  orders: readonly OrderRecord[] = [],
): TurnDecision[] {
  let state: DialogueState = { ...NEW_DIALOGUE, disclosed: true };
  return turns.map((turn) => {
    const decided = takeWithOrders(aTurn(turn.text ?? '', { ...turn, state }), orders);
    state = decided.state;
    return decided;
  });
}

export const says = (intent: string | null, confidence = 0.9) => ({
  understanding: understood(intent, confidence),
});
export const unclear = says(null, 0.1);
export const answers = (title: string, quote: string, confidence = 0.9) => ({
  retrieval: { verdict: 'answer' as const, confidence, evidence: [passage(title, quote)] },
});
