/**
 * Learning from messages that nobody has labelled, where the owner allows it. Careful by design: a message is taken only when the
 * serving version is as sure as it is when it is right in 95 of 100 cases, and when the labelled line that is most like it says
 * the same. "None of the intents" is never taken from the model's own opinion, and nothing that is like such a line.
 */
import { classifyIntent, vectorOf } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { textKey } from './labelled-set.ts';
import type { RecentTurn } from './recent-turns.ts';
import { redact } from './redact.ts';
import { likenessOf } from './suggest.ts';
import type { LabelledText } from './training-set.ts';

const TARGET = 0.95;
const LEAST_CONFIDENCE = 0.9;
const LEAST_IN_SCOPE = 0.9;
const LEAST_LIKENESS = 0.25;
/** An intent gets at most a fifth of what people have labelled, so that the old opinions never outvote them. */
const SHARE_OF_OWN = 0.2;
const MOST_AN_INTENT = 50;
const LABELLED_COMPARED = 3_000;
const TURNS_READ = 1_000;

export function selfLabelled(
  model: IntentModel,
  turns: readonly RecentTurn[],
  labelled: readonly LabelledText[],
): LabelledText[] {
  const known = new Set(labelled.map(({ text }) => textKey(text)));
  const gate = Math.max(LEAST_CONFIDENCE, model.head.gates.find(([target]) => target === TARGET)?.[1] ?? 1);
  const neighbours = labelled
    .slice(0, LABELLED_COMPARED)
    .map(({ text, intent }) => ({ intent, vector: vectorOf(model, text) }));
  const own = new Map<string, number>();
  for (const { intent } of labelled) if (intent !== null) own.set(intent, (own.get(intent) ?? 0) + 1);
  const taken = new Map<string, number>();
  const lines: LabelledText[] = [];
  for (const turn of turns.slice(0, TURNS_READ)) {
    if (turn.isCorrected || turn.handedOver) continue;
    const text = redact(turn.text);
    const key = textKey(text);
    if (known.has(key)) continue;
    const { intent, confidence, inScope } = classifyIntent(model, text);
    if (intent === null || confidence < gate || inScope < LEAST_IN_SCOPE) continue;
    const most = Math.min(MOST_AN_INTENT, Math.floor((own.get(intent) ?? 0) * SHARE_OF_OWN));
    if ((taken.get(intent) ?? 0) >= most) continue;
    if (nearestIntent(model, text, neighbours) !== intent) continue;
    known.add(key);
    taken.set(intent, (taken.get(intent) ?? 0) + 1);
    lines.push({ text, intent });
  }
  return lines;
}

/** Undefined = nothing that was labelled is like it. */
function nearestIntent(
  model: IntentModel,
  text: string,
  neighbours: readonly { intent: string | null; vector: ReadonlyMap<number, number> }[],
): string | null | undefined {
  const own = vectorOf(model, text);
  let nearest: string | null | undefined;
  let most = LEAST_LIKENESS;
  for (const { intent, vector } of neighbours) {
    const likeness = likenessOf(own, vector);
    if (likeness > most) {
      most = likeness;
      nearest = intent;
    }
  }
  return nearest;
}
