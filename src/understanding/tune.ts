import { fitTemperature, gateFor, shareOf } from './calibration.ts';
import { loadIntentModel, scoreText } from './classify.ts';
import { withHead } from './model-format.ts';
import { fitScopeHead, inScopeProbability, scopeScore } from './scope-head.ts';
import { GATE_TARGETS, REFUSED_IN_SCOPE } from './train.ts';
import type { LabelledText } from './training-set.ts';

const LEAST_FOR_TEMPERATURE = 100;
const LEAST_FOR_GATES = 200;
const LEAST_FOR_SCOPE_HEAD = 40;

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
  const answers = judged.map((one, at) => {
    let best = 0;
    for (let place = 1; place < intents.length; place += 1) {
      if ((one.scores[place] ?? 0) > (one.scores[best] ?? 0)) best = place;
    }
    return {
      inScope: inScopeProbability(scope, scopeScores[at] ?? 0),
      outside: one.label === intents.length,
      right: best === one.label,
      confidence: shareOf(one.scores, best, intents.length, temperature),
    };
  });
  const insideAnswers = answers.filter((one) => !one.outside);
  const gates: [number, number][] =
    insideAnswers.length >= LEAST_FOR_GATES
      ? GATE_TARGETS.map((target) => [target, gateFor(target, insideAnswers)])
      : model.head.gates;
  return withHead(bytes, (head) => ({
    ...head,
    temperature,
    scope,
    gates,
    scopeThreshold: outsideCount > 0 ? bestThreshold(answers) : quantile(insideAnswers, head.scopeThreshold),
  }));
}

type Answer = { inScope: number; outside: boolean; right: boolean };

/** The threshold under which most lines are dealt with rightly: answered right, or rightly refused. */
function bestThreshold(answers: readonly Answer[]): number {
  const ordered = [...answers].sort((a, b) => a.inScope - b.inScope);
  let handled = answers.filter((one) => one.right).length;
  let most = handled;
  let threshold = 0;
  ordered.forEach((answer, at) => {
    if (answer.outside) handled += 1;
    else if (answer.right) handled -= 1;
    if (handled > most) {
      most = handled;
      const next = ordered[at + 1]?.inScope ?? 1;
      threshold = (answer.inScope + next) / 2;
    }
  });
  return threshold;
}

function quantile(answers: readonly Answer[], otherwise: number): number {
  if (answers.length < LEAST_FOR_TEMPERATURE) return otherwise;
  const ordered = answers.map((one) => one.inScope).sort((a, b) => a - b);
  return ordered[Math.floor(ordered.length * REFUSED_IN_SCOPE)] ?? otherwise;
}
