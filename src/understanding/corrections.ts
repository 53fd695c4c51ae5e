import { classifyIntent, messageRow, vectorOf } from './classify.ts';
import type { Classification, IntentModel } from './classify.ts';
import { foldText } from './normalise.ts';

/** What a person said a message meant. `intent: null` = none of the business's intents. */
export type Correction = { text: string; intent: string | null };

export type CorrectedModel = {
  model: IntentModel;
  exemplars: readonly { text: string; intent: string | null; vector: ReadonlyMap<number, number> }[];
};

/** From this likeness on, what a person said of the one holds for the other. */
const LIKE_ENOUGH = 0.8;
/** How sure the answer may be: a person has said it of these very words, or of nearly the same. */
const SURE_OF_SAME = 0.99;
const SURE_OF_LIKE = 0.9;
const MAX_CORRECTIONS = 1_000;

/** Corrections act at once, without training: the newest first, at most 1,000. */
export function withCorrections(model: IntentModel, corrections: readonly Correction[]): CorrectedModel {
  const newestFirst = corrections.slice(-MAX_CORRECTIONS).toReversed();
  const exemplars = newestFirst.map(({ text, intent }) => ({
    text: sameText(text),
    intent,
    vector: vectorOf(model, text),
  }));
  return { model, exemplars };
}

/** As `classifyIntent`, unless a corrected message is the same or nearly the same. */
export function classifyCorrected(corrected: CorrectedModel, text: string): Classification {
  const plain = classifyIntent(corrected.model, text);
  if (corrected.exemplars.length === 0) return plain;
  const same = sameText(text);
  const exact = corrected.exemplars.find((one) => one.text === same);
  if (exact !== undefined) return overruled(plain, exact.intent, SURE_OF_SAME);
  const row = messageRow(corrected.model, text);
  let best = LIKE_ENOUGH;
  let nearest: { intent: string | null } | null = null;
  for (const exemplar of corrected.exemplars) {
    let likeness = 0;
    for (let at = 0; at < row.size; at += 1) {
      likeness += (exemplar.vector.get(row.places[at] ?? -1) ?? 0) * (row.values[at] ?? 0);
    }
    likeness /= row.length;
    if (likeness > best) {
      best = likeness;
      nearest = exemplar;
    }
  }
  return nearest === null ? plain : overruled(plain, nearest.intent, SURE_OF_LIKE);
}

function overruled(plain: Classification, intent: string | null, confidence: number): Classification {
  if (intent === null) return { ...plain, intent: null, inScope: Math.min(plain.inScope, 1 - confidence) };
  const others = plain.ranked.filter((one) => one.intent !== intent);
  const whole = others.reduce((sum, one) => sum + one.confidence, 0) || 1;
  const rest = others.map((one) => ({ ...one, confidence: (one.confidence / whole) * (1 - confidence) }));
  return {
    intent,
    confidence,
    ranked: [{ intent, confidence }, ...rest].slice(0, 5),
    inScope: Math.max(plain.inScope, confidence),
  };
}

function sameText(text: string): string {
  return foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
