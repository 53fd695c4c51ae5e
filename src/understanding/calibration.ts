/** From margins to honest probabilities, and from probabilities to gates. */

/**
 * How sure an answer may be: its share under the temperature, then a line through the log odds of that share, because a
 * temperature alone leaves few examples too timid below and too bold above.
 */
export type Calibration = { temperature: number; trust: Trust };
export type Trust = { slope: number; offset: number };
export const TRUST_AS_IT_IS: Trust = { slope: 1, offset: 0 };

export type JudgedScores = { scores: Float32Array; label: number };

const USUAL_TEMPERATURE = 0.16;
const ANSWERS_TO_MOVE = 60;

/** The temperature under which softmax(margin / T) is least surprised by the true intents. */
export function fitTemperature(judged: readonly JudgedScores[], intentCount: number): number {
  if (judged.length === 0) return USUAL_TEMPERATURE;
  const surprise = (logTemperature: number): number => {
    const temperature = Math.exp(logTemperature);
    let sum = 0;
    for (const { scores, label } of judged)
      sum -= Math.log(Math.max(shareOf(scores, label, intentCount, temperature), 1e-9));
    return sum;
  };
  let low = Math.log(0.02);
  let high = Math.log(2);
  const golden = (Math.sqrt(5) - 1) / 2;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let atLeft = surprise(left);
  let atRight = surprise(right);
  for (let step = 0; step < 14; step += 1) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - golden * (high - low);
      atLeft = surprise(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + golden * (high - low);
      atRight = surprise(right);
    }
  }
  // A handful of answers tells little: they only move the usual temperature.
  const fitted = (low + high) / 2;
  const trust = judged.length / (judged.length + ANSWERS_TO_MOVE);
  return Math.exp(trust * fitted + (1 - trust) * Math.log(USUAL_TEMPERATURE));
}

export function shareOf(
  scores: ArrayLike<number>,
  label: number,
  intentCount: number,
  temperature: number,
): number {
  const own = scores[label] as number;
  const perUnit = 1 / temperature;
  let sum = 0;
  for (let at = 0; at < intentCount; at += 1) sum += quickExp(((scores[at] as number) - own) * perUnit);
  return 1 / sum;
}

/**
 * e^x as (1 + y + y²/2)^1024, a fifth of the time of Math.exp. Off by 2e-7 at -1, by 2e-4 at -10, where a share no longer
 * notices.
 */
export function quickExp(x: number): number {
  if (x < -30) return 0;
  const y = x / 1024;
  let power = 1 + y + (y * y) / 2;
  for (let doubled = 1; doubled < 1024; doubled *= 2) power *= power;
  return power;
}

/** How far a share is to be trusted. The order of shares stays as it is. */
export function trusted(share: number, { slope, offset }: Trust): number {
  return 1 / (1 + Math.exp(-(slope * logOdds(share) + offset)));
}

function logOdds(share: number): number {
  const bounded = Math.max(1e-6, Math.min(1 - 1e-6, share));
  return Math.log(bounded / (1 - bounded));
}

const TRUST_STEPS = 20;
const LEAST_SLOPE = 0.3;
/** So that a handful of answers leaves shares as they are. */
const PULL_OF_SLOPE = 6;
const PULL_OF_OFFSET = 30;

/** Logistic regression of "was right" on the log odds of the share, by Newton steps. */
export function fitTrust(answers: readonly { share: number; right: boolean }[]): Trust {
  let { slope, offset } = TRUST_AS_IT_IS;
  for (let step = 0; step < TRUST_STEPS; step += 1) {
    let toSlope = PULL_OF_SLOPE * (slope - 1);
    let toOffset = PULL_OF_OFFSET * offset;
    let slopeSlope = PULL_OF_SLOPE;
    let slopeOffset = 0;
    let offsetOffset = PULL_OF_OFFSET;
    for (const { share, right } of answers) {
      const odds = logOdds(share);
      const sure = trusted(share, { slope, offset });
      const error = sure - (right ? 1 : 0);
      const curve = Math.max(sure * (1 - sure), 1e-6);
      toSlope += error * odds;
      toOffset += error;
      slopeSlope += curve * odds * odds;
      slopeOffset += curve * odds;
      offsetOffset += curve;
    }
    const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
    slope -= (offsetOffset * toSlope - slopeOffset * toOffset) / determinant;
    offset -= (slopeSlope * toOffset - slopeOffset * toSlope) / determinant;
    if (!Number.isFinite(slope + offset)) return TRUST_AS_IT_IS;
  }
  return slope < LEAST_SLOPE ? TRUST_AS_IT_IS : { slope: Math.min(1, slope), offset };
}

/** The place of the best intent. */
export function bestOf(scores: ArrayLike<number>, intentCount: number): number {
  let best = 0;
  for (let at = 1; at < intentCount; at += 1) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  return best;
}

/**
 * The lowest confidence from which on at least `target` of the answers kept may be taken to be right. 1 = none is.
 * Ties are kept or refused together. `expected`: how sure one may be of the answers at hand, where that is more than of others.
 */
export function gateFor(
  target: number,
  answers: readonly { confidence: number; expected?: number; right: boolean }[],
): number {
  const ordered = [...answers].sort((a, b) => b.confidence - a.confidence);
  // What was seen and what was expected, half each: a single slip among few answers does not move the gate far.
  let right = 0;
  let expected = 0;
  let gate = 1;
  ordered.forEach((answer, at) => {
    if (answer.right) right += 1;
    expected += answer.expected ?? answer.confidence;
    const next = ordered[at + 1];
    if (next !== undefined && next.confidence === answer.confidence) return;
    if ((right + expected) / 2 / (at + 1) >= target) gate = answer.confidence;
  });
  return gate;
}
