import type { Understanding } from '../domain/understanding.ts';
import { settleInStages } from './cascade.ts';
import type { PaidStage } from './cascade.ts';
import { stageAnswer } from './cascade-plan.ts';
import type { StageAnswer } from './cascade-plan.ts';
import type { Classification } from './classify.ts';
import { classifyCorrected } from './corrections.ts';
import type { CorrectedModel } from './corrections.ts';
import { findEntities } from './entities.ts';
import { detectLanguage } from './language.ts';
import { sentimentOf } from './sentiment.ts';
import { severalWishes } from './several-intents.ts';

export type UnderstandingContext = {
  nowMs: number;
  /** IANA. */
  timeZone: string;
  /** ISO 3166 alpha-2. */
  country: string;
  /** As `compileOrderPattern` takes it; null = guess. */
  orderNumberPattern: string | null;
  /** Names of the catalogue; keep the array between calls. */
  products: readonly string[];
};

/** The embedded stage: free, offline, total, bounded. What it is unsure of, a later stage of the cascade may take on. */
export function understand(
  corrected: CorrectedModel,
  modelVersion: string,
  text: string,
  context: UnderstandingContext,
): Understanding {
  return understoodAs(
    embeddedAnswer(corrected, classifyCorrected(corrected, text)),
    modelVersion,
    text,
    context,
  );
}

export type Stages = {
  /** The cheapest first. Asked for only when the embedded stage is not sure. */
  stages: () => Promise<readonly PaidStage[]>;
  withinMs: number;
  clockMs: () => number;
  /** What the flows know by itself, without any intent: not worth a question to a model. */
  isKnown: (understanding: Understanding) => boolean;
};

/** The whole cascade. Never worse off than the embedded stage alone: a stage that fails leaves what was there before. */
export async function understandInStages(
  corrected: CorrectedModel,
  modelVersion: string,
  text: string,
  context: UnderstandingContext,
  { stages, withinMs, clockMs, isKnown }: Stages,
): Promise<Understanding> {
  const first = embeddedAnswer(corrected, classifyCorrected(corrected, text));
  const embedded = understoodAs(first, modelVersion, text, context);
  const wishes = severalWishes(corrected.model, text);
  if (wishes.length > 0) {
    const ofPart = (part: string) => understand(corrected, modelVersion, part, context);
    return {
      ...embedded,
      wishes: wishes.map((wish) => ({ text: wish.text, understanding: ofPart(wish.text) })),
    };
  }
  if (first.isSure || isKnown(embedded)) return embedded;
  const settled = await settleInStages(first, await stages(), text, { withinMs, nowMs: clockMs });
  const { stage, intent, confidence, ranked } = settled.answer;
  const { steps, costMicroUsd } = settled;
  return { ...embedded, stage, intent, confidence, ranked, steps, costMicroUsd };
}

/** Answers of the embedded stage that are right this often are not checked by a paid one. */
const TARGET = 0.98;
/** A gate that no examples reached is not infinitely high: a calibrated answer this sure stands. */
const SURE_ANYWAY = 0.985;
function embeddedAnswer({ model }: CorrectedModel, classification: Classification): StageAnswer {
  const gate = model.head.gates.find(([target]) => target === TARGET)?.[1] ?? 1;
  const answer = stageAnswer('embedded', classification, Math.min(gate, SURE_ANYWAY));
  // What a person has said is not put to a machine again.
  return classification.byPerson === true ? { ...answer, isSure: true } : answer;
}

function understoodAs(
  { stage, intent, confidence, ranked }: StageAnswer,
  modelVersion: string,
  text: string,
  context: UnderstandingContext,
): Understanding {
  const language = detectLanguage(text, context.country);
  return {
    intent,
    confidence,
    ranked,
    entities: findEntities(text, { ...context, language }),
    sentiment: sentimentOf(text),
    language,
    stage,
    modelVersion,
    costMicroUsd: 0,
  };
}
