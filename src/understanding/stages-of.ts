/** From what is bound, trained and registered to the stages of one business. Whatever cannot be read is a stage less, never an error. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId } from '../domain/ids.ts';
import { errorName } from '../platform/log.ts';
import type { Log } from '../platform/log.ts';
import type { ModelOutcome } from '../platform/model-call.ts';
import type { ModelWish } from '../platform/model-wishes.ts';
import { INTENT_CHOOSER } from './ask-intent.ts';
import type { PaidStage } from './cascade.ts';
import type { Heads } from './heads.ts';
import type { OwnModel, OwnModels } from './own-model.ts';
import { ENCODER, paidStages } from './paid-stages.ts';

export type CascadeParts = {
  askModel: <T>(
    business: BusinessProfile,
    wish: ModelWish<T>,
    deadlineMs: number,
  ) => Promise<ModelOutcome<T>>;
  isReady: (model: string) => boolean;
  heads: Heads;
  ownModelOf: (businessId: BusinessId) => Promise<OwnModel | null>;
  ownModels: OwnModels;
  log: Log;
};

export async function stagesOf(
  parts: CascadeParts,
  business: BusinessProfile,
  inForce: { version: string; intents: readonly string[] },
): Promise<PaidStage[]> {
  const { askModel, isReady, heads, ownModels, ownModelOf, log } = parts;
  const { version, intents } = inForce;
  const mayPay = business.monthlyModelBudgetMicroUsd > 0;
  const orNull = async <T>(read: Promise<T | null>): Promise<T | null> => {
    try {
      return await read;
    } catch (error) {
      log.error('stage_unreadable', { error: errorName(error) });
      return null;
    }
  };
  const [own, head] = await Promise.all([
    orNull(ownModelOf(business.id)),
    mayPay && isReady(ENCODER) ? orNull(heads.read(business.id, version)) : null,
  ]);
  const ownStage = own === null ? null : ownModels.stage(business.id, own, intents);
  if (!mayPay || !(isReady(ENCODER) || isReady(INTENT_CHOOSER))) return ownStage === null ? [] : [ownStage];
  return paidStages({
    ask: (wish, deadlineMs) => askModel(business, wish, deadlineMs),
    isReady,
    head,
    intents,
    own: ownStage,
  });
}
