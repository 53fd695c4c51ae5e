/** The classifier that a business runs itself. Its secret is sealed; only calls to it open it. */
import { eq } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import type { Seal } from '../platform/seal.ts';
import type { Database } from './database.ts';
import { ownModels } from './schema/own-models.ts';

export type StoredOwnModel = { url: string; gate: number; createdAtMs: number };

export type OwnModelRepository = {
  read: () => Promise<StoredOwnModel | null>;
  /** With its secret, for a call. */
  open: () => Promise<(StoredOwnModel & { secret: string }) | null>;
  /** Replaces what there was. @param secret null = the one that it has */
  put: (model: StoredOwnModel, secret: string | null) => Promise<void>;
  /** False = there was none. */
  remove: () => Promise<boolean>;
};

export function ownModelRepository(db: Database, businessId: BusinessId, seal: Seal): OwnModelRepository {
  const own = eq(ownModels.businessId, businessId);
  const place = ['ownModel', businessId, 'secret'];
  const readRow = () => db.select().from(ownModels).where(own).get();
  return {
    async read() {
      const row = await readRow();
      return row === undefined ? null : { url: row.url, gate: row.gate, createdAtMs: row.createdAtMs };
    },
    async open() {
      const row = await readRow();
      if (row === undefined) return null;
      const { url, gate, createdAtMs, secretSealed } = row;
      return { url, gate, createdAtMs, secret: await seal.open(secretSealed, place) };
    },
    async put(model, secret) {
      if (secret === null) {
        await db.update(ownModels).set(model).where(own);
        return;
      }
      const set = { ...model, secretSealed: await seal.seal(secret, place) };
      await db
        .insert(ownModels)
        .values({ businessId, ...set })
        .onConflictDoUpdate({ target: ownModels.businessId, set });
    },
    async remove() {
      const removed = await db.delete(ownModels).where(own).returning({ businessId: ownModels.businessId });
      return removed.length > 0;
    },
  };
}
