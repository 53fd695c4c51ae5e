/** Which stage is asked next, and whose answer stands: from how sure the stages so far are and what is left of time and money. Pure. */
import type { IntentScore, Stage } from '../domain/understanding.ts';

export type StageAnswer = {
  stage: Stage;
  /** null = none of the business's intents. */
  intent: string | null;
  /** That this is right, out of scope included. */
  confidence: number;
  ranked: IntentScore[];
  /** Past the gate of its stage: right often enough, by examples that it was not trained on. */
  isSure: boolean;
};

/** Out of scope has no gate of its own: what it is fitted on holds few strange messages. */
const SURELY_OUTSIDE = 0.95;

/** @param gate for the confidence in the best intent, given that the message is in scope */
export function stageAnswer(
  stage: Stage,
  answer: { intent: string | null; confidence: number; inScope: number; ranked: IntentScore[] },
  gate: number,
): StageAnswer {
  const { intent, confidence, inScope, ranked } = answer;
  const isSure = intent === null ? 1 - inScope >= SURELY_OUTSIDE : confidence >= gate && inScope >= 0.5;
  return { stage, intent, confidence: intent === null ? 1 - inScope : confidence * inScope, ranked, isSure };
}

export type StageOffer = {
  stage: Stage;
  /** Bound, set up, within budget, and not failing lately. */
  isReady: boolean;
  /** Given at most. */
  deadlineMs: number;
  /** With less left it is not worth its price. */
  leastMs: number;
};

export type NextStep =
  { kind: 'ask'; stage: Stage; deadlineMs: number } | { kind: 'settle'; answer: StageAnswer };

/**
 * @param answers of the stages that answered, in the order in which they were asked; never empty: the embedded stage always answers
 * @param untried the stages that were not asked yet, the cheapest first
 */
export function nextStep(
  answers: readonly [StageAnswer, ...StageAnswer[]],
  untried: readonly StageOffer[],
  leftMs: number,
): NextStep {
  const last = answers.at(-1) ?? answers[0];
  if (last.isSure) return { kind: 'settle', answer: last };
  const next = untried.find((offer) => offer.isReady && leftMs >= offer.leastMs);
  if (next !== undefined)
    return { kind: 'ask', stage: next.stage, deadlineMs: Math.min(next.deadlineMs, leftMs) };
  return { kind: 'settle', answer: surest(answers) };
}

/** Of equally sure answers the later one: it comes from the better stage. */
function surest(answers: readonly [StageAnswer, ...StageAnswer[]]): StageAnswer {
  return answers.reduce((best, answer) => (answer.confidence >= best.confidence ? answer : best));
}
