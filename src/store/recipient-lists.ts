/** Saved lists of recipients: kept in parts, so that a long list is neither many rows nor one too large. */
import { and, asc, desc, eq, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import type { RecipientInput } from '../campaigns/api.ts';
import { recipientBatches } from '../campaigns/batches.ts';
import { formatAddress, parseAddress, type AddressKind } from '../domain/address.ts';
import type { BusinessId } from '../domain/ids.ts';
import { addressKinds, type PlaceInTime } from './campaigns.ts';
import { inOneTransaction, type Database } from './database.ts';
import { recipientListParts as parts } from './schema/recipient-list-parts.ts';
import { recipientLists as lists } from './schema/recipient-lists.ts';

export type RecipientList = {
  id: string;
  name: string;
  addressKind: AddressKind;
  size: number;
  createdAtMs: number;
};

export type RecipientListRepository = {
  /** The same id again replaces what an earlier, broken try left behind. */
  add: (list: Omit<RecipientList, 'size'>, recipients: readonly RecipientInput[]) => Promise<RecipientList>;
  read: (id: string) => Promise<RecipientList | null>;
  /** In the order of the list, part by part. */
  recipients: (id: string) => AsyncGenerator<RecipientInput[]>;
  /** Newest first. */
  list: (before: PlaceInTime, limit: number) => Promise<RecipientList[]>;
  /** False when there was none. */
  remove: (id: string) => Promise<boolean>;
};

const stored = z.array(z.object({ to: z.string(), attributes: z.record(z.string(), z.string()) }));

export function recipientListRepository(db: Database, businessId: BusinessId): RecipientListRepository {
  const own = eq(lists.businessId, businessId);
  const one = (id: string) => and(own, eq(lists.id, id));
  const partsOfOne = (id: string) => and(eq(parts.businessId, businessId), eq(parts.listId, id));
  return {
    async add(list, recipients) {
      await db.delete(parts).where(partsOfOne(list.id));
      let part = 0;
      for (const batch of recipientBatches(recipients)) {
        const text = JSON.stringify(
          batch.map((r) => ({ to: formatAddress(r.address), attributes: r.attributes })),
        );
        await db.insert(parts).values({ businessId, listId: list.id, part, recipients: text });
        part += 1;
      }
      const whole = { ...list, size: recipients.length };
      await db
        .insert(lists)
        .values({ ...whole, businessId })
        .onConflictDoUpdate({ target: [lists.businessId, lists.id], set: whole });
      return whole;
    },
    async read(id) {
      const row = await db.select().from(lists).where(one(id)).get();
      return row === undefined ? null : listOfRow(row);
    },
    async *recipients(id) {
      for (let part = 0; ; part += 1) {
        const row = await db
          .select({ recipients: parts.recipients })
          .from(parts)
          .where(and(partsOfOne(id), eq(parts.part, part)))
          .orderBy(asc(parts.part))
          .get();
        if (row === undefined) return;
        yield stored.parse(JSON.parse(row.recipients)).map(({ to, attributes }) => {
          const address = parseAddress(to);
          if (address === null) throw new Error('a stored address is not valid');
          return { address, attributes };
        });
      }
    },
    async list(before, limit) {
      const earlier = or(
        lt(lists.createdAtMs, before.createdAtMs),
        and(eq(lists.createdAtMs, before.createdAtMs), lt(lists.id, before.id)),
      );
      const rows = await db
        .select()
        .from(lists)
        .where(and(own, earlier))
        .orderBy(desc(lists.createdAtMs), desc(lists.id))
        .limit(limit);
      return rows.map(listOfRow);
    },
    async remove(id) {
      const known = await db.select({ id: lists.id }).from(lists).where(one(id)).get();
      await inOneTransaction(db, [db.delete(lists).where(one(id)), db.delete(parts).where(partsOfOne(id))]);
      return known !== undefined;
    },
  };
}

function listOfRow(row: typeof lists.$inferSelect): RecipientList {
  const { id, name, addressKind, size, createdAtMs } = row;
  return { id, name, addressKind: addressKinds.parse(addressKind), size, createdAtMs };
}
