/** `Sql` over a Durable Object's own SQLite. */
import type { Sql, SqlValue } from './sql.ts';

export function durableSql(storage: DurableObjectStorage): Sql {
  return {
    all: <Row extends Record<string, SqlValue>>(query: string, ...params: SqlValue[]): Row[] =>
      toRows<Row>(storage.sql.exec(query, ...bound(params)).toArray()),
    run: (query, ...params) => void storage.sql.exec(query, ...bound(params)),
    script: (statements) => void storage.sql.exec(statements),
    transaction: (work) => storage.transactionSync(work),
  };
}

/** Nearly all statements bind no bytes: those pass as they are. */
function bound(params: SqlValue[]): SqlStorageValue[] {
  return params.some((value) => value instanceof Uint8Array)
    ? params.map((value) => (value instanceof Uint8Array ? new Uint8Array(value).buffer : value))
    : (params as SqlStorageValue[]);
}

/** The only place where what SQLite gave is taken for what the query asked for. */
function toRows<Row extends Record<string, SqlValue>>(rows: Record<string, SqlStorageValue>[]): Row[] {
  for (const row of rows)
    for (const name in row) {
      const value = row[name];
      if (value instanceof ArrayBuffer) Object.assign(row, { [name]: new Uint8Array(value) });
    }
  return rows as Row[];
}
