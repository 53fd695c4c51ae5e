/** Campaigns as they are listed. What they do lives in each campaign's own object. */
import { and, desc, eq, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import type { AddressKind } from '../domain/address.ts';
import { parseId, type BusinessId, type CampaignId } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { campaigns } from './schema/campaigns.ts';

export type CampaignRecord = {
  id: CampaignId;
  name: string;
  channel: string;
  connectionId: string;
  addressKind: AddressKind;
  /** Id of the key or member. */
  createdBy: string;
  createdAtMs: number;
};

export type PlaceInTime = { createdAtMs: number; id: string };

export type CampaignRepository = {
  /** A campaign that is there stays as it is. */
  add: (record: CampaignRecord) => Promise<void>;
  read: (id: CampaignId) => Promise<CampaignRecord | null>;
  /** Newest first. */
  list: (before: PlaceInTime, limit: number) => Promise<CampaignRecord[]>;
};

export const addressKinds: z.ZodType<AddressKind> = z.enum([
  'phone',
  'email',
  'webchat',
  'telegram',
  'messenger',
  'instagram',
  'push',
  'whatsapp',
]);

export function campaignRepository(db: Database, businessId: BusinessId): CampaignRepository {
  const own = eq(campaigns.businessId, businessId);
  return {
    async add(record) {
      await db
        .insert(campaigns)
        .values({ ...record, businessId })
        .onConflictDoNothing();
    },
    async read(id) {
      const row = await db
        .select()
        .from(campaigns)
        .where(and(own, eq(campaigns.id, id)))
        .get();
      return row === undefined ? null : recordOfRow(row);
    },
    async list(before, limit) {
      const earlier = or(
        lt(campaigns.createdAtMs, before.createdAtMs),
        and(eq(campaigns.createdAtMs, before.createdAtMs), lt(campaigns.id, before.id)),
      );
      const rows = await db
        .select()
        .from(campaigns)
        .where(and(own, earlier))
        .orderBy(desc(campaigns.createdAtMs), desc(campaigns.id))
        .limit(limit);
      return rows.map(recordOfRow);
    },
  };
}

function recordOfRow(row: typeof campaigns.$inferSelect): CampaignRecord {
  const id = parseId('cmp', row.id);
  if (id === null) throw new Error('a stored campaign has no valid id');
  const { name, channel, connectionId, createdBy, createdAtMs } = row;
  return {
    id,
    name,
    channel,
    connectionId,
    addressKind: addressKinds.parse(row.addressKind),
    createdBy,
    createdAtMs,
  };
}
