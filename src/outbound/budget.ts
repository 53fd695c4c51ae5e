/** What a business may still spend this month. Reserved before a send, idempotent by send id, never over the cap. */
import { DurableObject } from 'cloudflare:workers';
import type { SendId } from '../domain/ids.ts';
import { durableSql } from '../platform/durable-sql.ts';
import type { Sql } from '../platform/sql.ts';

export const BUDGET_TABLES = [
  `CREATE TABLE IF NOT EXISTS reserved (
     send_id TEXT PRIMARY KEY, month TEXT NOT NULL, micro_usd INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS spent (month TEXT PRIMARY KEY, micro_usd INTEGER NOT NULL) WITHOUT ROWID`,
];

/** @param month `YYYY-MM` in the business's zone */
export function reserve(
  sql: Sql,
  sendId: SendId,
  month: string,
  microUsd: number,
  capMicroUsd: number,
): boolean {
  return sql.transaction(() => {
    if (sql.all('SELECT 1 AS there FROM reserved WHERE send_id = ?', sendId).length > 0) return true;
    if (spentIn(sql, month) + microUsd > capMicroUsd) return false;
    sql.run('INSERT INTO reserved (send_id, month, micro_usd) VALUES (?, ?, ?)', sendId, month, microUsd);
    sql.run(
      `INSERT INTO spent (month, micro_usd) VALUES (?, ?)
       ON CONFLICT (month) DO UPDATE SET micro_usd = micro_usd + excluded.micro_usd`,
      month,
      microUsd,
    );
    return true;
  });
}

/** Only for a send that certainly was not made. */
export function release(sql: Sql, sendId: SendId): void {
  sql.transaction(() => {
    sql.run(
      `UPDATE spent SET micro_usd = micro_usd - (SELECT micro_usd FROM reserved WHERE send_id = ?1)
       WHERE month = (SELECT month FROM reserved WHERE send_id = ?1)`,
      sendId,
    );
    sql.run('DELETE FROM reserved WHERE send_id = ?', sendId);
  });
}

export function spentIn(sql: Sql, month: string): number {
  return (
    sql.all<{ micro_usd: number }>('SELECT micro_usd FROM spent WHERE month = ?', month)[0]?.micro_usd ?? 0
  );
}

export class Budget extends DurableObject<Cloudflare.Env> {
  readonly #sql: Sql;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = durableSql(state.storage);
    for (const table of BUDGET_TABLES) this.#sql.run(table);
  }

  async reserve(sendId: SendId, month: string, microUsd: number, capMicroUsd: number): Promise<boolean> {
    return reserve(this.#sql, sendId, month, microUsd, capMicroUsd);
  }

  async release(sendId: SendId): Promise<void> {
    release(this.#sql, sendId);
  }
}
