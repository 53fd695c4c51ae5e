/** Questions without an answer as the API and the console show them, and what may be done with them. */
import type { GapGroup } from '../domain/gap.ts';
import type { BusinessId } from '../domain/ids.ts';
import { groupGaps } from '../knowledge/group-gaps.ts';
import type { Parts } from '../parts.ts';

/** The newest; what is older than a thousand questions is not asked any more, or is asked again. */
const MOST_READ = 1_000;

/** Biggest first. */
export async function openGapGroups(parts: Parts, businessId: BusinessId): Promise<GapGroup[]> {
  return groupGaps(await parts.storeFor(businessId).gaps.open(MOST_READ));
}

/** By the id of any of its gaps; null when none is open under that id. */
export async function gapGroup(
  parts: Parts,
  businessId: BusinessId,
  gapId: string,
): Promise<GapGroup | null> {
  const groups = await openGapGroups(parts, businessId);
  return groups.find(({ gaps }) => gaps.some(({ id }) => id === gapId)) ?? null;
}

/** Nobody needs to answer this. The number of questions that were open. */
export function dismissGaps(parts: Parts, businessId: BusinessId, group: GapGroup): Promise<number> {
  const ids = group.gaps.map(({ id }) => id);
  return parts.storeFor(businessId).gaps.settle(ids, { state: 'dismissed' }, parts.nowMs());
}
