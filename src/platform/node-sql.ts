/** `Sql` over node:sqlite, for tests and the simulator. Never part of the Worker. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Sql, SqlValue } from './sql.ts';

export function nodeSql(db: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  const prepare = (query: string): StatementSync => {
    const known = statements.get(query);
    if (known !== undefined) return known;
    const statement = db.prepare(query);
    statements.set(query, statement);
    return statement;
  };
  let depth = 0;
  return {
    all: <Row extends Record<string, SqlValue>>(query: string, ...params: SqlValue[]): Row[] =>
      toRows<Row>(prepare(query).all(...params)),
    run: (query, ...params) => void prepare(query).run(...params),
    script: (statements) => db.exec(statements),
    // Nested like `transactionSync`: an inner failure undoes the inner part only.
    transaction: (work) => {
      const name = `level_${depth}`;
      db.exec(depth === 0 ? 'BEGIN' : `SAVEPOINT ${name}`);
      depth += 1;
      try {
        const result = work();
        depth -= 1;
        db.exec(depth === 0 ? 'COMMIT' : `RELEASE ${name}`);
        return result;
      } catch (error) {
        depth -= 1;
        db.exec(depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      }
    },
  };
}

/** The only place where what SQLite gave is taken for what the query asked for. */
function toRows<Row extends Record<string, SqlValue>>(rows: Record<string, SQLOutputValue>[]): Row[] {
  return rows as Row[];
}
