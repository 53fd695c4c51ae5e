/** Asks the flow engine; what it wants looked up is looked up, and it is asked again. */
import type { LookupResult, TurnDecision } from '../domain/flow.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Brain } from './ports.ts';

const LOOKUPS_AT_MOST = 3;

export async function decideWithRecords(
  brain: Pick<Brain, 'lookUpOrder'>,
  businessId: BusinessId,
  decideNow: (lookups: LookupResult[]) => TurnDecision,
): Promise<TurnDecision> {
  const lookups: LookupResult[] = [];
  let decided = decideNow(lookups);
  for (let round = 0; round < LOOKUPS_AT_MOST; round += 1) {
    const wanted = decided.decisions.find((decision) => decision.kind === 'lookUp');
    if (wanted === undefined) break;
    lookups.push({
      lookup: 'order',
      key: wanted.key,
      found: await brain.lookUpOrder(businessId, wanted.key),
    });
    decided = decideNow(lookups);
  }
  return decided;
}
