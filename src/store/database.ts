/** The one way to D1: drizzle, so that values are always bound and never spelled into SQL. */
import type { Query, SQL } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';

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

/** A query of the builder, or SQL of our own with its values. */
export type Written = SQL | { toSQL: () => Query };

const dialect = new SQLiteSyncDialect();

/** The same for SQL of our own, which drizzle's batches do not take. */
export async function writeTogether(d1: D1Database, statements: readonly Written[]): Promise<void> {
  if (statements.length === 0) return;
  await d1.batch(
    statements.map((statement) => {
      const { sql, params } = 'toSQL' in statement ? statement.toSQL() : dialect.sqlToQuery(statement);
      return d1.prepare(sql).bind(...params);
    }),
  );
}
