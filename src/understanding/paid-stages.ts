/** The stages above the embedded one, for one business and version: an own classifier, vectors with a head, a language model. */
import type { ModelOutcome } from '../platform/model-call.ts';
import { embeddingWish } from '../platform/model-wishes.ts';
import type { ModelWish } from '../platform/model-wishes.ts';
import { INTENT_CHOOSER, intentWish } from './ask-intent.ts';
import type { IntentChoice } from './ask-intent.ts';
import type { PaidStage, StageOutcome } from './cascade.ts';
import { stageAnswer } from './cascade-plan.ts';
import type { StageAnswer } from './cascade-plan.ts';
import { classifyVector } from './embedding-head.ts';
import type { EmbeddingHead } from './embedding-head.ts';

/** Multilingual, and cheaper than its English siblings. */
export const ENCODER = '@cf/baai/bge-m3';
const MAX_CHARS = 1_500;

const EMBEDDING = { deadlineMs: 900, leastMs: 150 };
const MODEL = { deadlineMs: 2_500, leastMs: 600 };
export const CASCADE_WITHIN_MS = 3_500;

export type StageParts = {
  /** Paid by the business, within its budget. */
  ask: <T>(wish: ModelWish<T>, deadlineMs: number) => Promise<ModelOutcome<T>>;
  isReady: (model: string) => boolean;
  /** null = not trained yet. */
  head: EmbeddingHead | null;
  /** The closed list: the intents that the version in force knows. */
  intents: readonly string[];
  own: PaidStage | null;
};

/** The cheapest first: an own classifier costs the business nothing with us. */
export function paidStages(parts: StageParts): PaidStage[] {
  const { own, head } = parts;
  return [
    ...(own === null ? [] : [own]),
    ...(head === null ? [] : [embeddingStage(parts, head)]),
    modelStage(parts),
  ];
}

function embeddingStage({ ask, isReady, intents }: StageParts, head: EmbeddingHead): PaidStage {
  return {
    offer: { stage: 'embedding', isReady: isReady(head.encoder), ...EMBEDDING },
    async ask(text, _, deadlineMs): Promise<StageOutcome> {
      const outcome = await ask(embeddingWish(head.encoder, [text.slice(0, MAX_CHARS)]), deadlineMs);
      const { costMicroUsd } = outcome;
      if (outcome.kind !== 'answered') return { kind: 'none', why: outcome.kind, costMicroUsd };
      const [vector] = outcome.value;
      if (vector?.length !== head.dimensions) return { kind: 'none', why: 'nonsense', costMicroUsd };
      const answer = stageAnswer('embedding', classifyVector(head, vector), head.gate);
      // An intent that was taken away since the head was trained is not answered with.
      const isKnown = answer.intent === null || intents.includes(answer.intent);
      return isKnown
        ? { kind: 'answered', answer, costMicroUsd }
        : { kind: 'none', why: 'outOfDate', costMicroUsd };
    },
  };
}

/**
 * A language model's own word on how sure it is means little. What is known: it agrees with a stage that learned from the
 * business's examples, or it chose one of that stage's better guesses, or neither.
 */
const AGREED = 0.95;
const AMONG_THE_BEST = 0.85;
const ALONE = 0.7;

function modelStage({ ask, isReady, head, intents }: StageParts): PaidStage {
  return {
    offer: { stage: 'model', isReady: isReady(INTENT_CHOOSER), ...MODEL },
    async ask(text, soFar, deadlineMs): Promise<StageOutcome> {
      const outcome = await ask(intentWish(text, choicesOf(intents, head, soFar)), deadlineMs);
      const { costMicroUsd } = outcome;
      if (outcome.kind !== 'answered') return { kind: 'none', why: outcome.kind, costMicroUsd };
      const { intent } = outcome.value;
      const confidence = confidenceIn(intent, soFar);
      const first = intent === null ? [] : [{ intent, confidence }];
      const others = (soFar.at(-1)?.ranked ?? [])
        .filter((one) => one.intent !== intent)
        .map((one) => ({ ...one, confidence: one.confidence * (1 - confidence) }));
      const answer: StageAnswer = {
        stage: 'model',
        intent,
        confidence,
        ranked: [...first, ...others].slice(0, 5),
        isSure: true,
      };
      return { kind: 'answered', answer, costMicroUsd };
    },
  };
}

function confidenceIn(intent: string | null, soFar: readonly StageAnswer[]): number {
  if (soFar.some((answer) => answer.intent === intent)) return AGREED;
  const isAmongTheBest = soFar.some(({ ranked }) => ranked.slice(0, 3).some((one) => one.intent === intent));
  return isAmongTheBest ? AMONG_THE_BEST : ALONE;
}

/** The likeliest first: a long list is cut, and models favour what stands early. */
function choicesOf(
  intents: readonly string[],
  head: EmbeddingHead | null,
  soFar: readonly StageAnswer[],
): IntentChoice[] {
  const likely = soFar.flatMap(({ ranked }) => ranked.map(({ intent }) => intent));
  const names = [...new Set([...likely, ...intents])].filter((intent) => intents.includes(intent));
  return names.map((intent) => ({ intent, samples: head?.samples[head.intents.indexOf(intent)] ?? [] }));
}
