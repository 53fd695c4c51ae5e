/** Which classifier is in force for a business: one small row, read anew every few seconds by every isolate. */
import { eq } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import type { ClassifierState } from '../understanding/serving.ts';
import type { Database } from './database.ts';
import { classifiers } from './schema/labelled-set.ts';

export type ClassifierRepository = {
  /** Null = the business has not begun to teach. */
  read: () => Promise<ClassifierState | null>;
};

export function classifierRepository(db: Database, businessId: BusinessId): ClassifierRepository {
  return {
    async read() {
      const row = await db.select().from(classifiers).where(eq(classifiers.businessId, businessId)).get();
      return row === undefined ? null : { serving: row.serving, labelsVersion: row.labelsVersion };
    },
  };
}
