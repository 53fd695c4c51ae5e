/** Trained classifiers as bytes, cut into parts that fit a row. */
import { and, asc, eq } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { inOneTransaction, type Database } from './database.ts';
import { models } from './schema/models.ts';

const PART_BYTES = 900_000;

export type ModelRepository = {
  /** All parts in one transaction; the same version replaces. */
  put: (version: string, bytes: Uint8Array, nowMs: number) => Promise<void>;
  read: (version: string) => Promise<Uint8Array | null>;
};

export function modelRepository(db: Database, businessId: BusinessId): ModelRepository {
  const one = (version: string) => and(eq(models.businessId, businessId), eq(models.version, version));
  return {
    async put(version, bytes, nowMs) {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += PART_BYTES) parts.push(bytes.slice(at, at + PART_BYTES));
      await inOneTransaction(db, [
        db.delete(models).where(one(version)),
        ...parts.map((part, index) =>
          db.insert(models).values({ businessId, version, part: index, bytes: part, createdAtMs: nowMs }),
        ),
      ]);
    },
    async read(version) {
      const rows = await db
        .select({ bytes: models.bytes })
        .from(models)
        .where(one(version))
        .orderBy(asc(models.part));
      if (rows.length === 0) return null;
      const whole = new Uint8Array(rows.reduce((sum, row) => sum + row.bytes.length, 0));
      let at = 0;
      for (const { bytes } of rows) {
        whole.set(bytes, at);
        at += bytes.length;
      }
      return whole;
    },
  };
}
