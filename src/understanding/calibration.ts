/** From margins to honest probabilities, and from probabilities to gates. */

export type JudgedScores = { scores: Float32Array; label: number };

const USUAL_TEMPERATURE = 0.15;
const ANSWERS_TO_MOVE = 20;

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
  const own = scores[label] ?? 0;
  let sum = 0;
  for (let at = 0; at < intentCount; at += 1) sum += Math.exp(((scores[at] ?? 0) - own) / temperature);
  return 1 / sum;
}

/**
 * The lowest confidence from which on at least `target` of the answers kept may be taken to be right. 1 = none is.
 * Ties are kept or refused together.
 */
export function gateFor(target: number, answers: readonly { confidence: number; right: boolean }[]): number {
  const ordered = [...answers].sort((a, b) => b.confidence - a.confidence);
  // What was seen and what was expected, half each: a single slip among few answers does not move the gate far.
  let right = 0;
  let expected = 0;
  let gate = 1;
  ordered.forEach((answer, at) => {
    if (answer.right) right += 1;
    expected += answer.confidence;
    const next = ordered[at + 1];
    if (next !== undefined && next.confidence === answer.confidence) return;
    if ((right + expected) / 2 / (at + 1) >= target) gate = answer.confidence;
  });
  return gate;
}
