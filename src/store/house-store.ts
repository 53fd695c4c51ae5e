/** The short list of reads that cross businesses: how a call finds out whose it is. */
import { eq, gt, isNotNull, or } from 'drizzle-orm';
import type { BusinessProfile } from '../domain/business.ts';
import { parseId, type BusinessId, type ConnectionId } from '../domain/ids.ts';
import type { Receipt } from '../domain/receipt.ts';
import { keyOfRow, type StoredKey } from './api-keys.ts';
import { openRow, type OpenConnection } from './connection-row.ts';
import { openDatabase } from './database.ts';
import type { StoreTools } from './for-business.ts';
import { parseProfile } from './profiles.ts';
import { anyReceipt } from './receipts.ts';
import { apiKeys } from './schema/api-keys.ts';
import { businesses } from './schema/businesses.ts';
import { campaigns } from './schema/campaigns.ts';
import { connections } from './schema/connections.ts';
import { classifiers } from './schema/labelled-set.ts';

export type HouseStore = {
  /** Deleted ones too, without credentials: their state says so. */
  connectionById: (id: ConnectionId) => Promise<OpenConnection | null>;
  keyByPrefix: (prefix: string) => Promise<StoredKey | null>;
  profileById: (id: BusinessId) => Promise<BusinessProfile | null>;
  /** Its id is the permission: what it shows is for everybody who was given it. */
  receiptById: (id: string) => Promise<Receipt | null>;
  /** Businesses that made a campaign since then. */
  campaigningSince: (atMs: number) => Promise<BusinessId[]>;
  /** Businesses with labels that nothing was learned from, or with a version that is being tried. */
  unfinishedTrainings: () => Promise<BusinessId[]>;
};

const SWEPT_AT_MOST = 200;

export function houseStore(d1: D1Database, tools: StoreTools): HouseStore {
  const db = openDatabase(d1);
  return {
    async connectionById(id) {
      const row = await db.select().from(connections).where(eq(connections.id, id)).get();
      return row === undefined ? null : openRow(row, tools);
    },
    async keyByPrefix(prefix) {
      const row = await db.select().from(apiKeys).where(eq(apiKeys.prefix, prefix)).get();
      return row === undefined ? null : keyOfRow(row);
    },
    async profileById(id) {
      const row = await db.select().from(businesses).where(eq(businesses.id, id)).get();
      return row === undefined ? null : parseProfile(row.profile);
    },
    async unfinishedTrainings() {
      const { labelsVersion, trainedLabelsVersion, canary } = classifiers;
      const rows = await db
        .select({ id: classifiers.businessId })
        .from(classifiers)
        .where(or(gt(labelsVersion, trainedLabelsVersion), isNotNull(canary)))
        .limit(SWEPT_AT_MOST);
      return rows.flatMap(({ id }) => parseId('biz', id) ?? []);
    },
    async campaigningSince(atMs) {
      const rows = await db
        .selectDistinct({ id: campaigns.businessId })
        .from(campaigns)
        .where(gt(campaigns.createdAtMs, atMs))
        .limit(SWEPT_AT_MOST);
      return rows.flatMap(({ id }) => parseId('biz', id) ?? []);
    },
    receiptById: (id) => anyReceipt(db, id),
  };
}
