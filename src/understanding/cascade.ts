/** The stages in turn, each only when those before were not sure. Whatever a stage does, there is an answer: the best so far. */
import type { StageStep } from '../domain/understanding.ts';
import { nextStep } from './cascade-plan.ts';
import type { StageAnswer, StageOffer } from './cascade-plan.ts';

export type StageOutcome =
  | { kind: 'answered'; answer: StageAnswer; costMicroUsd: number }
  /** Why there is no answer, in a word. */
  | { kind: 'none'; why: string; costMicroUsd: number };

export type PaidStage = {
  offer: StageOffer;
  ask: (text: string, soFar: readonly StageAnswer[], deadlineMs: number) => Promise<StageOutcome>;
};

export type Settled = { answer: StageAnswer; steps: StageStep[]; costMicroUsd: number };

export async function settleInStages(
  first: StageAnswer,
  stages: readonly PaidStage[],
  text: string,
  { withinMs, nowMs }: { withinMs: number; nowMs: () => number },
): Promise<Settled> {
  const endsAtMs = nowMs() + withinMs;
  const answers: [StageAnswer, ...StageAnswer[]] = [first];
  const steps: StageStep[] = [stepOf(first)];
  let costMicroUsd = 0;
  const untried = [...stages];
  for (;;) {
    const next = nextStep(
      answers,
      untried.map(({ offer }) => offer),
      endsAtMs - nowMs(),
    );
    if (next.kind === 'settle') return { answer: next.answer, steps, costMicroUsd };
    const at = untried.findIndex(({ offer }) => offer.stage === next.stage);
    // Stages that were passed over are not ready: they stay out of this message.
    const [stage] = untried.splice(0, at + 1).slice(-1);
    if (stage === undefined) return { answer: first, steps, costMicroUsd };
    const outcome = await stage.ask(text, answers, next.deadlineMs);
    costMicroUsd += outcome.costMicroUsd;
    if (outcome.kind === 'answered') answers.push(outcome.answer);
    steps.push(
      outcome.kind === 'answered'
        ? stepOf(outcome.answer)
        : { stage: next.stage, outcome: outcome.why, confidence: null },
    );
  }
}

function stepOf({ stage, isSure, confidence }: StageAnswer): StageStep {
  return { stage, outcome: isSure ? 'sure' : 'unsure', confidence: Math.round(confidence * 1_000) / 1_000 };
}
