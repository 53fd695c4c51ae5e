/** Migrations on a local D1, recorded in wrangler's own table, so that both tools agree on what has run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unstable_splitSqlQuery } from 'wrangler';

const DIRECTORY = join(import.meta.dirname, '../../migrations');

type Database = {
  prepare: (query: string) => {
    bind: (...values: unknown[]) => { run: () => Promise<unknown> };
    run: () => Promise<unknown>;
    all: <Row>() => Promise<{ results: Row[] }>;
  };
};

export async function migrate(db: Database): Promise<string[]> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .run();
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const names = readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.sql') && !applied.has(name))
    .sort();
  for (const name of names) {
    const text = readFileSync(join(DIRECTORY, name), 'utf8');
    for (const statement of unstable_splitSqlQuery(text)) await db.prepare(statement).run();
    await db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name).run();
  }
  return names;
}
