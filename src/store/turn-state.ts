/** What a turn has to know in its newest version, in one small row: read anew every few seconds, whoever changed it. */
import { eq, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import type { ReleaseState } from '../understanding/releases.ts';
import type { Database } from './database.ts';
import { stateOfRow } from './releases.ts';
import { businesses } from './schema/businesses.ts';
import { classifiers } from './schema/labelled-set.ts';

export type TurnState = {
  /** Null = the business has not begun to teach. */
  releases: ReleaseState | null;
  /** Moves with every change of what the business knows. */
  knowledgeVersion: string | null;
};

/** Null = there is no such business. */
export async function turnStateOf(db: Database, businessId: BusinessId): Promise<TurnState | null> {
  const row = await db
    .select({
      knowledgeVersion: sql<string | null>`${businesses.profile} ->> '$.knowledgeVersion'`,
      classifier: classifiers,
    })
    .from(businesses)
    .leftJoin(classifiers, eq(classifiers.businessId, businesses.id))
    .where(eq(businesses.id, businessId))
    .get();
  if (row === undefined) return null;
  const { classifier, knowledgeVersion } = row;
  return { releases: classifier === null ? null : stateOfRow(classifier), knowledgeVersion };
}
