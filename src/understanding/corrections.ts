/** What people have said of messages, laid over a model: it acts at once, without training. */
import { withoutContacts } from '../domain/introductions.ts';
import { classifyIntent, messageRow, vectorOf } from './classify.ts';
import type { Classification, IntentModel } from './classify.ts';
import { textKey } from './labelled-set.ts';
import { redact } from './redact.ts';

/** What a person said a message meant. `intent: null` = none of the business's intents. */
export type Correction = { text: string; intent: string | null };

export type CorrectedModel = {
  model: IntentModel;
  /** The newest label of each text. */
  exact: ReadonlyMap<string, string | null>;
  /** Of each exemplar, newest first. */
  intents: readonly (string | null)[];
  /** By feature: which exemplars have it, and how much. */
  postings: ReadonlyMap<number, { exemplars: Int32Array; weights: Float32Array }>;
};

/** From this likeness on, what a person said of the one holds for the other. */
const LIKE_ENOUGH = 0.8;
/** How sure the answer may be: a person has said it of these very words, or of nearly the same. */
const SURE_OF_SAME = 0.99;
const SURE_OF_LIKE = 0.9;
export const MAX_CORRECTIONS = 1_000;

/** @param corrections oldest first; of more than 1,000 the newest count */
export function withCorrections(model: IntentModel, corrections: readonly Correction[]): CorrectedModel {
  const newestFirst = corrections.slice(-MAX_CORRECTIONS).toReversed();
  const exact = new Map<string, string | null>();
  const lists = new Map<number, { exemplars: number[]; weights: number[] }>();
  newestFirst.forEach(({ text, intent }, exemplar) => {
    const key = textKey(redact(text));
    if (!exact.has(key)) exact.set(key, intent);
    for (const [place, weight] of vectorOf(model, text)) {
      let list = lists.get(place);
      if (list === undefined) lists.set(place, (list = { exemplars: [], weights: [] }));
      list.exemplars.push(exemplar);
      list.weights.push(weight);
    }
  });
  const postings = new Map(
    [...lists].map(([place, { exemplars, weights }]) => [
      place,
      { exemplars: Int32Array.from(exemplars), weights: Float32Array.from(weights) },
    ]),
  );
  return { model, exact, intents: newestFirst.map(({ intent }) => intent), postings };
}

/** As `classifyIntent`, unless a person has labelled the same message or nearly the same. */
export function classifyCorrected(corrected: CorrectedModel, text: string): Classification {
  const plain = classifyIntent(corrected.model, withoutContacts(text));
  const label = labelFor(corrected, text);
  if (label === null) return plain;
  return overruled(plain, label.intent, label.of === 'the same' ? SURE_OF_SAME : SURE_OF_LIKE);
}

/** What people have said of this message, or of one that is nearly the same; null = nothing. */
export function labelFor(
  corrected: CorrectedModel,
  text: string,
): { of: 'the same' | 'nearly the same'; intent: string | null } | null {
  if (corrected.intents.length === 0) return null;
  const same = corrected.exact.get(textKey(redact(text)));
  if (same !== undefined) return { of: 'the same', intent: same };
  const nearest = nearestOf(corrected, text);
  return nearest === undefined ? null : { of: 'nearly the same', intent: nearest };
}

/** Undefined = none is like enough. Of two that are equally like the message, the newer. */
function nearestOf({ model, intents, postings }: CorrectedModel, text: string): string | null | undefined {
  const row = messageRow(model, text);
  const likeness = new Float32Array(intents.length);
  for (let at = 0; at < row.size; at += 1) {
    const posting = postings.get(row.places[at] ?? -1);
    if (posting === undefined) continue;
    const value = (row.values[at] ?? 0) / row.length;
    const { exemplars, weights } = posting;
    for (let entry = 0; entry < exemplars.length; entry += 1) {
      const exemplar = exemplars[entry] as number;
      likeness[exemplar] = (likeness[exemplar] as number) + value * (weights[entry] as number);
    }
  }
  let best = -1;
  let most = LIKE_ENOUGH;
  likeness.forEach((value, exemplar) => {
    if (value <= most) return;
    most = value;
    best = exemplar;
  });
  return best === -1 ? undefined : (intents[best] ?? null);
}

function overruled(plain: Classification, intent: string | null, confidence: number): Classification {
  if (intent === null)
    return { ...plain, intent: null, inScope: Math.min(plain.inScope, 1 - confidence), byPerson: true };
  const others = plain.ranked.filter((one) => one.intent !== intent);
  const whole = others.reduce((sum, one) => sum + one.confidence, 0) || 1;
  const rest = others.map((one) => ({ ...one, confidence: (one.confidence / whole) * (1 - confidence) }));
  return {
    intent,
    confidence,
    ranked: [{ intent, confidence }, ...rest].slice(0, 5),
    inScope: Math.max(plain.inScope, confidence),
    byPerson: true,
  };
}
