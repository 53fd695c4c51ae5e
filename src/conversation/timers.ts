/** Timers of one conversation, in its own table: each is fired once, by the row that is taken away, or recorded as expired. */
import type { Sql } from '../platform/sql.ts';

/**
 * close: the customer has been silent long enough. floor: a person has been silent too long. lookup: is an unknown send known
 * at the provider? relay: try the contact's next channel. tell: a campaign should hear of a final state. file: papers wait
 * to be carried to the store.
 */
export type TimerKind = 'close' | 'floor' | 'lookup' | 'relay' | 'tell' | 'file';

export type Timer = {
  id: string;
  kind: TimerKind;
  dueMs: number;
  expiresMs: number;
  /** An id; never text of a customer. */
  payload: string;
  tries?: number;
};

type TimerRow = {
  id: string;
  kind: TimerKind;
  due_ms: number;
  expires_ms: number;
  payload: string;
  tries: number;
};

/** The same id again moves the timer. */
export function setTimer(sql: Sql, timer: Timer): void {
  sql.run(
    `INSERT INTO timers (id, kind, due_ms, expires_ms, payload, tries) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET due_ms = excluded.due_ms, expires_ms = excluded.expires_ms,
       payload = excluded.payload, tries = excluded.tries`,
    timer.id,
    timer.kind,
    timer.dueMs,
    timer.expiresMs,
    timer.payload,
    timer.tries ?? 0,
  );
}

export function dropTimer(sql: Sql, id: string): void {
  sql.run('DELETE FROM timers WHERE id = ?', id);
}

export function dueTimers(sql: Sql, nowMs: number): Required<Timer>[] {
  return sql
    .all<TimerRow>('SELECT * FROM timers WHERE due_ms <= ? ORDER BY due_ms, id LIMIT 50', nowMs)
    .map((row) => ({
      id: row.id,
      kind: row.kind,
      dueMs: row.due_ms,
      expiresMs: row.expires_ms,
      payload: row.payload,
      tries: row.tries,
    }));
}
