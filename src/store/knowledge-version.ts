/** A business's knowledge changed: its profile names a new version, in the same transaction as the change. */
import { eq, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { sortableName } from '../platform/random.ts';
import type { Database } from './database.ts';
import { businesses } from './schema/businesses.ts';

export function newKnowledgeVersion(db: Database, businessId: BusinessId, nowMs: number) {
  return db
    .update(businesses)
    .set({
      profile: sql`json_set(${businesses.profile}, '$.knowledgeVersion', ${`k${sortableName(nowMs)}`})`,
      version: sql`${businesses.version} + 1`,
      updatedAtMs: nowMs,
    })
    .where(eq(businesses.id, businessId));
}
