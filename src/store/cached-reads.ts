/** The reads of the hot path, cached per isolate. Keys keep no stale value: a revoked one is refused within a minute. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, ConnectionId } from '../domain/ids.ts';
import { cached, ISOLATE_CACHE } from './cached.ts';
import { connectionAt, type OpenConnection } from './connection-row.ts';
import type { Connection } from './connections.ts';
import type { HouseStore } from './house-store.ts';

export type CachedReads = {
  connection: (id: ConnectionId) => Promise<Connection | null>;
  profile: (id: BusinessId) => Promise<BusinessProfile | null>;
  forgetConnection: (id: ConnectionId) => void;
  forgetProfile: (id: BusinessId) => void;
};

/** Make one per isolate: it is the cache. */
export function cachedReads(
  house: Pick<HouseStore, 'connectionById' | 'profileById'>,
  nowMs: () => number,
): CachedReads {
  const options = { ...ISOLATE_CACHE, nowMs };
  const connections = cached<ConnectionId, OpenConnection>((id) => house.connectionById(id), options);
  const profiles = cached<BusinessId, BusinessProfile>((id) => house.profileById(id), options);
  return {
    async connection(id) {
      const open = await connections.get(id);
      return open === null ? null : connectionAt(open, nowMs());
    },
    profile: (id) => profiles.get(id),
    forgetConnection: (id) => connections.forget(id),
    forgetProfile: (id) => profiles.forget(id),
  };
}
