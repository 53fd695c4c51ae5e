/**
 * The business's outreach posts without asking each conversation: it is told what the consents allow. A STOP is told before it is
 * acknowledged; everything else as soon as can be.
 */
import type { Kept } from './kept.ts';
import type { Ports } from './ports.ts';
import { changeState, readState } from './rows.ts';

/** Whether the outreach believes something that is not so any more. A contact who never allowed anything is unknown there. */
export function mustTellPermit(kept: Kept): boolean {
  const state = readState(kept);
  return state !== null && state.permit_told !== null && state.permit_told < state.consents;
}

/** Throws when the outreach cannot be reached: what depends on it must not be acknowledged. */
export async function tellPermit({ kept, outreach }: Ports): Promise<void> {
  const state = readState(kept);
  if (state === null || !mustTellPermit(kept)) return;
  const { business_id: businessId, conversation_id: conversationId, consents: version } = state;
  const granted = state.opted_out ? {} : state.granted;
  // What others are told of is written first.
  kept.writeTakenIn();
  await outreach(businessId).permit({ conversationId, version, granted });
  const told = readState(kept)?.permit_told ?? 0;
  changeState(kept, { permit_told: Math.max(told, version) });
}
