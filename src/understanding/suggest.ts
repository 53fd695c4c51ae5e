/** Which messages are worth a label first: those that the classifier is least sure of, and no two alike. Pure. */
import { classifyIntent, vectorOf } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { textKey } from './labelled-set.ts';
import type { RecentTurn } from './recent-turns.ts';
import { redact } from './redact.ts';

export type Suggestion = {
  conversationId: RecentTurn['conversationId'];
  seq: number;
  /** Without what tells who wrote. */
  text: string;
  understoodAs: string | null;
  confidence: number;
  /** `between`: two intents are equally likely. `scope`: perhaps none of the intents. */
  why: 'between' | 'scope';
  /** The likeliest, best first. */
  ranked: string[];
};

const MAX_CANDIDATES = 300;
const LEAST_UNSURE = 0.2;
const LEAST_LETTERS = 4;

/** @param isLabelled by key: a person has said what it means */
export function suggestionsFrom(
  model: IntentModel,
  turns: readonly RecentTurn[],
  isLabelled: (key: string) => boolean,
  wanted: number,
): Suggestion[] {
  const candidates = new Map<string, Suggestion & { unsure: number; vector: ReadonlyMap<number, number> }>();
  for (const turn of turns) {
    if (candidates.size >= MAX_CANDIDATES) break;
    const text = redact(turn.text);
    const key = textKey(text);
    if (turn.isCorrected || candidates.has(key) || isLabelled(key)) continue;
    if ((key.match(/\p{L}/gu)?.length ?? 0) < LEAST_LETTERS) continue;
    const { ranked, inScope } = classifyIntent(model, text);
    const between = 1 - ((ranked[0]?.confidence ?? 0) - (ranked[1]?.confidence ?? 0));
    const scope = 1 - Math.abs(2 * inScope - 1);
    const unsure = Math.max(between * inScope, scope);
    if (unsure < LEAST_UNSURE) continue;
    candidates.set(key, {
      conversationId: turn.conversationId,
      seq: turn.seq,
      text,
      understoodAs: turn.understoodAs,
      confidence: turn.confidence,
      why: scope > between * inScope ? 'scope' : 'between',
      ranked: ranked.slice(0, 3).map(({ intent }) => intent),
      unsure,
      vector: vectorOf(model, text),
    });
  }
  return diverse([...candidates.values()], wanted).map(
    ({ unsure: _unsure, vector: _vector, ...shown }) => shown,
  );
}

/** The most unsure first; each next one is worth less the more it is like one that was taken. */
function diverse<One extends { unsure: number; vector: ReadonlyMap<number, number> }>(
  candidates: readonly One[],
  wanted: number,
): One[] {
  const left = candidates.map((one) => ({ one, worth: one.unsure }));
  const taken: One[] = [];
  while (taken.length < wanted && left.length > 0) {
    left.sort((a, b) => a.worth - b.worth);
    const best = left.pop();
    if (best === undefined) break;
    taken.push(best.one);
    for (const other of left) {
      const apart = 1 - Math.max(0, likenessOf(best.one.vector, other.one.vector));
      other.worth = Math.min(other.worth, other.one.unsure * apart);
    }
  }
  return taken;
}

export function likenessOf(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [place, value] of one) sum += value * (other.get(place) ?? 0);
  return sum;
}
