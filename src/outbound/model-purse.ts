/** The budget of a business as the guard of the models knows it. */
import type { BusinessProfile } from '../domain/business.ts';
import type { Purse } from '../platform/model-call.ts';
import type { ModelCaps } from './budget-ledger.ts';

type Ledger = {
  reserveModelCall: (callId: string, month: string, microUsd: number, caps: ModelCaps) => Promise<boolean>;
  settleModelCall: (callId: string, microUsd: number) => Promise<void>;
};

/** One per isolate. A business that has spent its budget is not asked again for a while: each ask is a call to its ledger. */
const REFUSED_FOR_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export function modelPurses(
  ledgerOf: (business: BusinessProfile) => Ledger,
  monthOf: (business: BusinessProfile) => string,
  nowMs: () => number,
): (business: BusinessProfile) => Purse {
  /** Business and caps -> until when. Other caps are another question. */
  const refused = new Map<string, number>();
  return (business) => {
    const caps = {
      modelsMicroUsd: business.monthlyModelBudgetMicroUsd,
      allMicroUsd: business.monthlyBudgetMicroUsd,
    };
    const key = `${business.id} ${caps.modelsMicroUsd} ${caps.allMicroUsd}`;
    return {
      async reserve(callId, microUsd) {
        if (caps.modelsMicroUsd === 0 || nowMs() < (refused.get(key) ?? 0)) return false;
        const reserved = await ledgerOf(business).reserveModelCall(callId, monthOf(business), microUsd, caps);
        if (!reserved) {
          if (refused.size >= MAX_REMEMBERED) refused.clear();
          refused.set(key, nowMs() + REFUSED_FOR_MS);
        }
        return reserved;
      },
      settle: (callId, microUsd) => ledgerOf(business).settleModelCall(callId, microUsd),
    };
  };
}
