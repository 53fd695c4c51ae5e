/** The arithmetic of a monthly budget, on a SQL port: the object and the simulator run the same. */
import type { SendId } from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';

export const BUDGET_TABLES = [
  `CREATE TABLE IF NOT EXISTS reserved (
     send_id TEXT PRIMARY KEY, month TEXT NOT NULL, micro_usd INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS spent (month TEXT PRIMARY KEY, micro_usd INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS model_reserved (
     call_id TEXT PRIMARY KEY, month TEXT NOT NULL, micro_usd INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS model_spent (month TEXT PRIMARY KEY, micro_usd INTEGER NOT NULL) WITHOUT ROWID`,
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

/** On sends and on models. */
export function spentIn(sql: Sql, month: string): number {
  return spentOn(sql, 'spent', month) + spentOn(sql, 'model_spent', month);
}

export type ModelCaps = {
  modelsMicroUsd: number;
  /** What sends and models together may cost; null = no cap. */
  allMicroUsd: number | null;
};

/** For the most that a call of a model can cost: a call that is never settled stays counted. */
export function reserveModelCall(
  sql: Sql,
  callId: string,
  month: string,
  microUsd: number,
  caps: ModelCaps,
): boolean {
  return sql.transaction(() => {
    if (sql.all('SELECT 1 AS there FROM model_reserved WHERE call_id = ?', callId).length > 0) return true;
    if (spentOn(sql, 'model_spent', month) + microUsd > caps.modelsMicroUsd) return false;
    if (caps.allMicroUsd !== null && spentIn(sql, month) + microUsd > caps.allMicroUsd) return false;
    sql.run(
      'INSERT INTO model_reserved (call_id, month, micro_usd) VALUES (?, ?, ?)',
      callId,
      month,
      microUsd,
    );
    addModelSpend(sql, month, microUsd);
    return true;
  });
}

/** What the call did cost. Settled twice counts once. */
export function settleModelCall(sql: Sql, callId: string, microUsd: number): void {
  sql.transaction(() => {
    const [reserved] = sql.all<{ month: string; micro_usd: number }>(
      'SELECT month, micro_usd FROM model_reserved WHERE call_id = ?',
      callId,
    );
    if (reserved === undefined) return;
    addModelSpend(sql, reserved.month, microUsd - reserved.micro_usd);
    sql.run('DELETE FROM model_reserved WHERE call_id = ?', callId);
  });
}

function addModelSpend(sql: Sql, month: string, microUsd: number): void {
  sql.run(
    `INSERT INTO model_spent (month, micro_usd) VALUES (?, ?)
     ON CONFLICT (month) DO UPDATE SET micro_usd = micro_usd + excluded.micro_usd`,
    month,
    microUsd,
  );
}

function spentOn(sql: Sql, table: 'spent' | 'model_spent', month: string): number {
  const [row] = sql.all<{ micro_usd: number }>(`SELECT micro_usd FROM ${table} WHERE month = ?`, month);
  return row?.micro_usd ?? 0;
}
