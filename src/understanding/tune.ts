import { bestOf, fitTemperature, fitTrust, gatesFor, shareOf, trusted } from './calibration.ts';
import { loadIntentModel, scoreText } from './classify.ts';
import { GATE_TARGETS, REFUSED_RIGHT } from './fit-head.ts';
import { withHead } from './model-format.ts';
import { fitScopeHead, inScopeProbability, scopeScore, thresholdByInScope } from './scope-head.ts';
import type { LabelledText } from './training-set.ts';

const LEAST_FOR_TEMPERATURE = 100;
const LEAST_FOR_GATES = 200;
const LEAST_FOR_SCOPE_HEAD = 40;
/** How much of a shop's traffic is about something else. */
const OUTSIDE_SHARE = 0.07;

type Answer = { inScope: number; outside: boolean; right: boolean };

/**
 * Set temperature, gates and the out-of-scope threshold of a model by labelled messages that it was not trained on.
 * What the messages are too few for stays as training left it. Weights are untouched.
 */
export function tuneIntentModel(
  bytes: Uint8Array,
  validation: readonly LabelledText[],
): Uint8Array<ArrayBuffer> {
  const model = loadIntentModel(bytes);
  const { intents } = model.head;
  const places = new Map(intents.map((intent, place) => [intent, place]));
  const judged = validation
    .filter((one) => one.intent === null || places.has(one.intent))
    .map((one) => {
      const scored = scoreText(model, one.text);
      const label = one.intent === null ? intents.length : (places.get(one.intent) ?? 0);
      return { ...scored, label, scores: Float32Array.from(scored.scores) };
    });
  const inside = judged.filter((one) => one.label < intents.length);
  const temperature =
    inside.length >= LEAST_FOR_TEMPERATURE ? fitTemperature(inside, intents.length) : model.head.temperature;
  const outsideCount = judged.length - inside.length;
  const scopeScores = judged.map((one) => scopeScore(one.scores, intents.length, one.knownWordShare));
  const scope =
    outsideCount >= LEAST_FOR_SCOPE_HEAD && inside.length >= LEAST_FOR_SCOPE_HEAD
      ? fitScopeHead(
          scopeScores.filter((_, at) => judged[at]?.label !== intents.length),
          scopeScores.filter((_, at) => judged[at]?.label === intents.length),
        )
      : model.head.scope;
  const guesses = judged.map((one, at) => {
    const best = bestOf(one.scores, intents.length);
    return {
      inScope: inScopeProbability(scope, scopeScores[at] ?? 0),
      outside: one.label === intents.length,
      right: best === one.label,
      share: shareOf(one.scores, best, intents.length, temperature),
    };
  });
  const trust =
    inside.length >= LEAST_FOR_TEMPERATURE
      ? fitTrust(guesses.filter((one) => !one.outside))
      : model.head.trust;
  const answers = guesses.map((one) => ({ ...one, confidence: trusted(one.share, trust) }));
  const insideAnswers = answers.filter((one) => !one.outside);
  const gates: [number, number][] =
    insideAnswers.length >= LEAST_FOR_GATES ? gatesFor(GATE_TARGETS, insideAnswers) : model.head.gates;
  return withHead(bytes, (head) => ({
    ...head,
    temperature,
    trust,
    scope,
    gates,
    scopeThreshold:
      outsideCount > 0 ? bestThreshold(answers) : thresholdOf(insideAnswers, head.scopeThreshold),
  }));
}

/**
 * The threshold under which most is dealt with rightly, answered or refused. What is out of scope counts as a share of the
 * traffic that a shop sees, whatever its share of the lines is.
 */
function bestThreshold(answers: readonly Answer[]): number {
  const ordered = [...answers].sort((a, b) => a.inScope - b.inScope);
  const outside = answers.filter((one) => one.outside).length;
  const inside = answers.length - outside;
  const refused = OUTSIDE_SHARE / outside;
  const kept = (1 - OUTSIDE_SHARE) / Math.max(1, inside);
  let handled = 0;
  let most = 0;
  let threshold = 0;
  ordered.forEach((answer, at) => {
    if (answer.outside) handled += refused;
    else if (answer.right) handled -= kept;
    if (handled > most) {
      most = handled;
      const next = ordered[at + 1]?.inScope ?? 1;
      threshold = (answer.inScope + next) / 2;
    }
  });
  return threshold;
}

function thresholdOf(inside: readonly Answer[], otherwise: number): number {
  return (
    (inside.length < LEAST_FOR_TEMPERATURE ? null : thresholdByInScope(inside, REFUSED_RIGHT)) ?? otherwise
  );
}
