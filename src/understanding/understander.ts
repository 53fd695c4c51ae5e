/** What a message means, by the version that answers this conversation, with all stages that the business has. */
import type { BusinessProfile } from '../domain/business.ts';
import type { Flow } from '../domain/flow-types.ts';
import type { ConversationId } from '../domain/ids.ts';
import { speaksForItself } from '../domain/said.ts';
import type { Understanding } from '../domain/understanding.ts';
import type { Learning } from './learning.ts';
import { CASCADE_WITHIN_MS } from './paid-stages.ts';
import { stagesOf } from './stages-of.ts';
import { understandInStages } from './understand.ts';

export type UnderstanderParts = {
  classifierFor: Learning['classifierFor'];
  /** What the stages above the embedded one are made of. */
  cascade: Parameters<typeof stagesOf>[0];
  flows: readonly Flow[];
  nowMs: () => number;
};

/** @returns one function that a turn asks; it throws when the version cannot be read */
export function understander({ classifierFor, cascade, flows, nowMs }: UnderstanderParts) {
  return async (
    business: BusinessProfile,
    text: string,
    atMs: number,
    conversationId: ConversationId | null,
  ): Promise<Understanding> => {
    const { corrected, version } = await classifierFor(business, conversationId);
    const { timeZone, country, orderNumberPattern, products } = business;
    const context = { nowMs: atMs, timeZone, country, orderNumberPattern, products };
    return understandInStages(corrected, version, text, context, {
      stages: () => stagesOf(cascade, business, { version, intents: corrected.model.head.intents }),
      withinMs: CASCADE_WITHIN_MS,
      clockMs: nowMs,
      isKnown: ({ entities }) => {
        const numbers = entities.flatMap((one) => (one.kind === 'orderNumber' ? [one.text] : []));
        return speaksForItself(text, numbers, flows);
      },
    });
  };
}
