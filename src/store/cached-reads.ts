/** The reads of the hot path, cached per isolate. Keys keep no stale value: a revoked one is refused within a minute. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, ConnectionId } from '../domain/ids.ts';
import { within } from '../platform/deadline.ts';
import type { ReleaseState } from '../understanding/releases.ts';
import { cached, ISOLATE_CACHE, SECONDS_CACHE } from './cached.ts';
import { connectionAt, type OpenConnection } from './connection-row.ts';
import type { Connection } from './connections.ts';
import type { HouseStore } from './house-store.ts';
import type { TurnState } from './turn-state.ts';

export type CachedReads = {
  connection: (id: ConnectionId) => Promise<Connection | null>;
  profile: (id: BusinessId) => Promise<BusinessProfile | null>;
  /** What the business knows is of its newest version: what another isolate has deleted is not quoted for long. */
  latestProfile: (id: BusinessId) => Promise<BusinessProfile | null>;
  /** Which classifier answers. */
  releases: {
    get: (id: BusinessId) => Promise<ReleaseState | null>;
    forget: (id: BusinessId) => void;
  };
  forgetConnection: (id: ConnectionId) => void;
  forgetProfile: (id: BusinessId) => void;
};

/** A database that is slow makes no turn wait longer for what may be unchanged. */
const LATEST_WITHIN_MS = 1_500;

/** Make one per isolate: it is the cache. */
export function cachedReads(
  house: Pick<HouseStore, 'connectionById' | 'profileById'> & {
    turnState: (id: BusinessId) => Promise<TurnState | null>;
  },
  nowMs: () => number,
): CachedReads {
  const options = { ...ISOLATE_CACHE, nowMs };
  const connections = cached<ConnectionId, OpenConnection>((id) => house.connectionById(id), options);
  const profiles = cached<BusinessId, BusinessProfile>((id) => house.profileById(id), options);
  const turnStates = cached<BusinessId, TurnState>((id) => house.turnState(id), { ...SECONDS_CACHE, nowMs });
  return {
    async connection(id) {
      const open = await connections.get(id);
      return open === null ? null : connectionAt(open, nowMs());
    },
    profile: (id) => profiles.get(id),
    async latestProfile(id) {
      const [known, state] = await Promise.all([
        profiles.get(id),
        within(LATEST_WITHIN_MS, turnStates.get(id)).catch(() => null),
      ]);
      const version = state?.knowledgeVersion ?? known?.knowledgeVersion;
      if (known === null || known.knowledgeVersion === version) return known;
      profiles.forget(id);
      return within(LATEST_WITHIN_MS, profiles.get(id)).catch(() => known);
    },
    releases: {
      get: async (id) => (await turnStates.get(id))?.releases ?? null,
      forget: turnStates.forget,
    },
    forgetConnection: (id) => connections.forget(id),
    forgetProfile: (id) => profiles.forget(id),
  };
}
