/** API keys: only the hash of a key is stored, found by its public prefix. */
import { and, asc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { parseId, type ApiKeyId, type BusinessId } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { apiKeys } from './schema/api-keys.ts';

export type StoredKey = {
  id: ApiKeyId;
  businessId: BusinessId;
  prefix: string;
  /** SHA-256 of the whole key, hex. */
  secretHash: string;
  label: string;
  scopes: readonly string[];
  createdAtMs: number;
  expiresAtMs: number | null;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
};

export type KeyRepository = {
  create: (key: Omit<StoredKey, 'businessId' | 'lastUsedAtMs' | 'revokedAtMs'>) => Promise<void>;
  read: (id: ApiKeyId) => Promise<StoredKey | null>;
  /** By id, which sorts by age. */
  list: (afterId: string, limit: number) => Promise<StoredKey[]>;
  /** Null when there is no such key. Revoking twice keeps the first time. */
  revoke: (id: ApiKeyId, nowMs: number) => Promise<StoredKey | null>;
  /** Writes at most once in `everyMs` whoever asks. */
  used: (id: ApiKeyId, nowMs: number, everyMs: number) => Promise<void>;
};

const scopeList = z.array(z.string());

export function keyRepository(db: Database, businessId: BusinessId): KeyRepository {
  const own = eq(apiKeys.businessId, businessId);
  const read = async (id: ApiKeyId): Promise<StoredKey | null> => {
    const row = await db
      .select()
      .from(apiKeys)
      .where(and(own, eq(apiKeys.id, id)))
      .get();
    return row === undefined ? null : keyOfRow(row);
  };
  return {
    async create(key) {
      await db.insert(apiKeys).values({ ...key, businessId, scopes: JSON.stringify(key.scopes) });
    },
    read,
    async list(afterId, limit) {
      const rows = await db
        .select()
        .from(apiKeys)
        .where(and(own, gt(apiKeys.id, afterId)))
        .orderBy(asc(apiKeys.id))
        .limit(limit);
      return rows.flatMap((row) => keyOfRow(row) ?? []);
    },
    async revoke(id, nowMs) {
      await db
        .update(apiKeys)
        .set({ revokedAtMs: nowMs })
        .where(and(own, eq(apiKeys.id, id), isNull(apiKeys.revokedAtMs)));
      return read(id);
    },
    async used(id, nowMs, everyMs) {
      const old = or(isNull(apiKeys.lastUsedAtMs), lt(apiKeys.lastUsedAtMs, nowMs - everyMs));
      await db
        .update(apiKeys)
        .set({ lastUsedAtMs: nowMs })
        .where(and(own, eq(apiKeys.id, id), old));
    },
  };
}

/** Null for a row that no version of this program wrote. */
export function keyOfRow(row: typeof apiKeys.$inferSelect): StoredKey | null {
  const id = parseId('key', row.id);
  const businessId = parseId('biz', row.businessId);
  if (id === null || businessId === null) return null;
  return { ...row, id, businessId, scopes: scopeList.parse(JSON.parse(row.scopes)) };
}
