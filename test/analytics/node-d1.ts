/** D1 over node:sqlite: the calls that the house makes, each batch a transaction. */
import { readdirSync, readFileSync } from 'node:fs';
import type { SQLInputValue } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';

const MIGRATIONS = `${import.meta.dirname}/../../migrations`;

class Statement {
  readonly db: DatabaseSync;
  readonly query: string;
  readonly values: readonly SQLInputValue[];

  constructor(db: DatabaseSync, query: string, values: readonly SQLInputValue[]) {
    this.db = db;
    this.query = query;
    this.values = values;
  }

  bind(...values: SQLInputValue[]): Statement {
    return new Statement(this.db, this.query, values);
  }

  /** At once: two batches never mix. */
  now(): { success: true; results: unknown[]; meta: object } {
    const results = this.db.prepare(this.query).all(...this.values);
    return { success: true, results, meta: {} };
  }

  async all(): Promise<ReturnType<Statement['now']>> {
    return this.now();
  }

  async first(): Promise<unknown> {
    return (await this.all()).results[0] ?? null;
  }

  run(): Promise<unknown> {
    return this.all();
  }
}

export type NodeD1 = { d1: D1Database; sqlite: DatabaseSync; failNext: (times: number) => void };

/** A fresh database with all tables. */
export function nodeD1(): NodeD1 {
  const sqlite = new DatabaseSync(':memory:');
  for (const file of readdirSync(MIGRATIONS).sort())
    sqlite.exec(String(readFileSync(`${MIGRATIONS}/${file}`)));
  let failures = 0;
  const fake = {
    prepare: (query: string) => new Statement(sqlite, query, []),
    async batch(statements: Statement[]): Promise<unknown[]> {
      sqlite.exec('BEGIN');
      try {
        const results = [];
        for (const statement of statements) {
          results.push(statement.now());
          if (failures > 0) {
            failures -= 1;
            throw new Error('D1_ERROR: injected');
          }
        }
        sqlite.exec('COMMIT');
        return results;
      } catch (error) {
        sqlite.exec('ROLLBACK');
        throw error;
      }
    },
  };
  return { d1: asD1(fake), sqlite, failNext: (times) => (failures = times) };
}

/** The one cast: the fake has only those of D1's methods that are called. */
function asD1(fake: object): D1Database {
  return fake as D1Database;
}
