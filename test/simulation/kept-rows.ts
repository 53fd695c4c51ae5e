/** What a conversation keeps, read straight from its storage: the oracle and the tests look past the core. */
import type { Kind, Rows } from '../../src/conversation/rows.ts';
import type { Sql } from '../../src/platform/sql.ts';

/** All rows of a kind, in the order in which they were first written. */
export function keptRows<K extends Kind>(sql: Sql, kind: K): Rows[K][] {
  if (sql.all(`SELECT 1 AS there FROM sqlite_master WHERE name = 'kept'`).length === 0) return [];
  return sql
    .all<{ body: string }>('SELECT body FROM kept WHERE kind = ? ORDER BY rowid', kind)
    .map(({ body }) => JSON.parse(body) as Rows[K]);
}
