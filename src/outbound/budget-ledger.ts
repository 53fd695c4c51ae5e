/** The arithmetic of a monthly budget, on a SQL port: the object and the simulator run the same. */
import type { SendId } from '../domain/ids.ts';
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
