/** From margins to honest probabilities, and from probabilities to gates. */
import { fitLine } from './logistic.ts';
import type { Line } from './logistic.ts';

/**
 * How sure an answer may be: its share under the temperature, then a line through the log odds of that share, because a
 * temperature alone leaves few examples too timid below and too bold above.
 */
export type Calibration = { temperature: number; trust: Trust };
export type Trust = Line;
export const TRUST_AS_IT_IS: Trust = { slope: 1, offset: 0 };

export type JudgedScores = { scores: Float32Array; label: number };

const USUAL_TEMPERATURE = 0.16;
const LEAST_TEMPERATURE = 0.02;
const MOST_TEMPERATURE = 2;
const TEMPERATURE_STEPS = 20;
const ANSWERS_TO_MOVE = 60;

/** The temperature under which softmax(margin / T) is least surprised by the true intents. */
export function fitTemperature(judged: readonly JudgedScores[], intentCount: number): number {
  if (judged.length === 0) return USUAL_TEMPERATURE;
  // The surprise is convex in 1 / T: Newton steps, or halves of what is left where one would leave it.
  let low = 1 / MOST_TEMPERATURE;
  let high = 1 / LEAST_TEMPERATURE;
  let sharpness = 1 / USUAL_TEMPERATURE;
  const bend = { slope: 0, curve: 0 };
  for (let step = 0; step < TEMPERATURE_STEPS; step += 1) {
    bend.slope = 0;
    bend.curve = 0;
    for (const { scores, label } of judged) addSurprise(bend, scores, label, intentCount, sharpness);
    if (bend.slope > 0) high = sharpness;
    else low = sharpness;
    const before = sharpness;
    sharpness -= bend.slope / bend.curve;
    if (!(sharpness > low && sharpness < high)) sharpness = (low + high) / 2;
    // What a Newton step of less leaves to the next one is nothing.
    if (Math.abs(sharpness - before) < 0.01 * before) break;
  }
  // A handful of answers tells little: they only move the usual temperature.
  const trust = judged.length / (judged.length + ANSWERS_TO_MOVE);
  return Math.exp((1 - trust) * Math.log(USUAL_TEMPERATURE) - trust * Math.log(sharpness));
}

/** How the surprise at one label changes with 1 / T, and how that changes. */
function addSurprise(
  bend: { slope: number; curve: number },
  scores: ArrayLike<number>,
  label: number,
  intentCount: number,
  sharpness: number,
): void {
  const own = scores[label] as number;
  let sum = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < intentCount; at += 1) {
    const ahead = (scores[at] as number) - own;
    const weight = Math.exp(ahead * sharpness);
    sum += weight;
    first += weight * ahead;
    second += weight * ahead * ahead;
  }
  const mean = first / sum;
  bend.slope += mean;
  bend.curve += second / sum - mean * mean;
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
  const power = 1 + y + (y * y) / 2;
  const power4 = power * power * (power * power);
  const power16 = power4 * power4 * (power4 * power4);
  const power64 = power16 * power16 * (power16 * power16);
  const power256 = power64 * power64 * (power64 * power64);
  return power256 * power256 * (power256 * power256);
}

/** How far a share is to be trusted. The order of shares stays as it is. */
export function trusted(share: number, { slope, offset }: Trust): number {
  return 1 / (1 + Math.exp(-(slope * logOdds(share) + offset)));
}

function logOdds(share: number): number {
  const bounded = Math.max(1e-6, Math.min(1 - 1e-6, share));
  return Math.log(bounded / (1 - bounded));
}

const LEAST_SLOPE = 0.3;
/** So that a handful of answers leaves shares as they are. */
const PULL: Trust = { slope: 6, offset: 30 };

/** Of "was right" on the log odds of the share. */
export function fitTrust(answers: readonly { share: number; right: boolean }[]): Trust {
  const odds = Float64Array.from(answers, ({ share }) => logOdds(share));
  const wanted = Uint8Array.from(answers, ({ right }) => (right ? 1 : 0));
  const { slope, offset } = fitLine(odds, wanted, () => 1, TRUST_AS_IT_IS, PULL);
  const isSound = slope >= LEAST_SLOPE && Number.isFinite(slope + offset);
  return isSound ? { slope: Math.min(1, slope), offset } : TRUST_AS_IT_IS;
}

/** The place of the best intent. */
export function bestOf(scores: ArrayLike<number>, intentCount: number): number {
  let best = 0;
  for (let at = 1; at < intentCount; at += 1) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  return best;
}

type JudgedAnswer = {
  confidence: number;
  /** How sure one may be of the answers at hand, where that is more than of others. */
  expected?: number;
  right: boolean;
};

/**
 * For each target, the lowest confidence from which on at least so many of the answers kept may be taken to be right. 1 =
 * none is. Ties are kept or refused together.
 */
export function gatesFor(
  targets: readonly number[],
  answers: readonly JudgedAnswer[],
): [target: number, confidence: number][] {
  const ordered = [...answers].sort((a, b) => b.confidence - a.confidence);
  const gates = targets.map((target): [number, number] => [target, 1]);
  // What was seen and what was expected, half each: a single slip among few answers does not move the gate far.
  let right = 0;
  let expected = 0;
  ordered.forEach((answer, at) => {
    if (answer.right) right += 1;
    expected += answer.expected ?? answer.confidence;
    if (ordered[at + 1]?.confidence === answer.confidence) return;
    const share = (right + expected) / 2 / (at + 1);
    for (const gate of gates) if (share >= gate[0]) gate[1] = answer.confidence;
  });
  return gates;
}

export function gateFor(target: number, answers: readonly JudgedAnswer[]): number {
  return gatesFor([target], answers)[0]?.[1] ?? 1;
}
