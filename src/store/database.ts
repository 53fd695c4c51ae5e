/** The one way to D1: drizzle, so that values are always bound and never spelled into SQL. */
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';

export type Database = DrizzleD1Database;

export function openDatabase(d1: D1Database): Database {
  return drizzle(d1);
}

/** D1 takes at most 100 bound values a statement. */
export const MAX_BOUND_VALUES = 100;

export function inChunks<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

/** D1 batches are one transaction; drizzle wants to see that there is a first statement. */
export async function inOneTransaction(
  db: Database,
  statements: readonly Parameters<Database['batch']>[0][number][],
): Promise<void> {
  const [first, ...rest] = statements;
  if (first !== undefined) await db.batch([first, ...rest]);
}
