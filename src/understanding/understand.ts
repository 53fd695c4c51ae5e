import type { Understanding } from '../domain/understanding.ts';
import { classifyCorrected } from './corrections.ts';
import type { CorrectedModel } from './corrections.ts';
import { findEntities } from './entities.ts';
import { detectLanguage } from './language.ts';
import { sentimentOf } from './sentiment.ts';

export type UnderstandingContext = {
  nowMs: number;
  /** IANA. */
  timeZone: string;
  /** ISO 3166 alpha-2. */
  country: string;
  /** As `compileOrderPattern` takes it; null = guess. */
  orderNumberPattern: string | null;
  /** Names of the catalogue; keep the array between calls. */
  products: string[];
};

/** The embedded stage: free, offline, total, bounded. What it is unsure of, a later stage of the cascade may take on. */
export function understand(
  corrected: CorrectedModel,
  modelVersion: string,
  text: string,
  context: UnderstandingContext,
): Understanding {
  const language = detectLanguage(text, context.country);
  const { intent, confidence, inScope, ranked } = classifyCorrected(corrected, text);
  return {
    intent,
    confidence: intent === null ? 1 - inScope : confidence * inScope,
    ranked,
    entities: findEntities(text, { ...context, language }),
    sentiment: sentimentOf(text),
    language,
    stage: 'embedded',
    modelVersion,
    costMicroUsd: 0,
  };
}
