/** The business's own records of its orders, as it told them to us. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { inChunks, inOneTransaction, MAX_BOUND_VALUES, type Database } from './database.ts';
import { orders } from './schema/orders.ts';

export type Order = {
  /** In capitals, as `orderNumber` makes it. */
  number: string;
  status: string;
  /** A sentence for the customer; may be empty. */
  detail: string;
  expectedAtMs: number | null;
  trackingUrl: string | null;
  /** Hash of the address the order belongs to; null when the business did not say. */
  contactHash: string | null;
  updatedAtMs: number;
};

export type OrderRepository = {
  /** The same number replaces. All or nothing. */
  put: (list: readonly Order[]) => Promise<void>;
  read: (number: string) => Promise<Order | null>;
  /** By number. */
  list: (afterNumber: string, limit: number) => Promise<Order[]>;
};

const COLUMNS = 8;

export function orderRepository(db: Database, businessId: BusinessId): OrderRepository {
  const own = eq(orders.businessId, businessId);
  return {
    async put(list) {
      const rows = list.map((order) => ({ ...order, number: orderNumber(order.number), businessId }));
      await inOneTransaction(
        db,
        inChunks(rows, Math.floor(MAX_BOUND_VALUES / COLUMNS)).map((chunk) =>
          db
            .insert(orders)
            .values(chunk)
            .onConflictDoUpdate({
              target: [orders.businessId, orders.number],
              set: {
                status: sql`excluded.status`,
                detail: sql`excluded.detail`,
                expectedAtMs: sql`excluded.expected_at_ms`,
                trackingUrl: sql`excluded.tracking_url`,
                contactHash: sql`excluded.contact_hash`,
                updatedAtMs: sql`excluded.updated_at_ms`,
              },
            }),
        ),
      );
    },
    async read(number) {
      const row = await db
        .select()
        .from(orders)
        .where(and(own, eq(orders.number, orderNumber(number))))
        .get();
      return row === undefined ? null : orderOfRow(row);
    },
    async list(afterNumber, limit) {
      const rows = await db
        .select()
        .from(orders)
        .where(and(own, gt(orders.number, afterNumber)))
        .orderBy(asc(orders.number))
        .limit(limit);
      return rows.map(orderOfRow);
    },
  };
}

/** Customers type `bb-1042` and `BB 1042`: capitals, and no spaces. */
export function orderNumber(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
}

function orderOfRow(row: typeof orders.$inferSelect): Order {
  const { number, status, detail, expectedAtMs, trackingUrl, contactHash, updatedAtMs } = row;
  return { number, status, detail, expectedAtMs, trackingUrl, contactHash, updatedAtMs };
}
