/** Receipts of answers: written once, read for ever. */
import { and, eq } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { isReceiptId, type Receipt } from '../domain/receipt.ts';
import { inChunks, inOneTransaction, MAX_BOUND_VALUES, type Database } from './database.ts';
import { receipts } from './schema/receipts.ts';

export type ReceiptRepository = {
  /** All or none. One that is there stays as it is. */
  put: (list: readonly Receipt[]) => Promise<void>;
  read: (id: string) => Promise<Receipt | null>;
};

const COLUMNS = 5;

export function receiptRepository(db: Database, businessId: BusinessId): ReceiptRepository {
  return {
    async put(list) {
      const rows = list.map((receipt) => ({
        id: receipt.id,
        businessId,
        conversationId: receipt.conversationId,
        atMs: receipt.atMs,
        body: JSON.stringify(receipt),
      }));
      await inOneTransaction(
        db,
        inChunks(rows, Math.floor(MAX_BOUND_VALUES / COLUMNS)).map((chunk) =>
          db.insert(receipts).values(chunk).onConflictDoNothing(),
        ),
      );
    },
    async read(id) {
      const own = and(eq(receipts.businessId, businessId), eq(receipts.id, id));
      const row = await db.select().from(receipts).where(own).get();
      return row === undefined ? null : receiptOfRow(row);
    },
  };
}

/** Whoever has the link may see it, whichever business it is of. */
export async function anyReceipt(db: Database, id: string): Promise<Receipt | null> {
  if (!isReceiptId(id)) return null;
  const row = await db.select().from(receipts).where(eq(receipts.id, id)).get();
  return row === undefined ? null : receiptOfRow(row);
}

/** The only place that reads `receipts.body`: we wrote it ourselves. */
function receiptOfRow(row: typeof receipts.$inferSelect): Receipt {
  return JSON.parse(row.body) as Receipt;
}
