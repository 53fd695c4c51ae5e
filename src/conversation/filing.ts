/**
 * Papers on their way to the business's store: written in the transaction of what they tell, carried there afterwards, and
 * thrown away only when they are there. While the store is down they wait and nothing else does.
 */
import type { Filing } from '../domain/filing.ts';
import type { Sql } from '../platform/sql.ts';
import { stateOf } from './held.ts';
import type { Ports } from './ports.ts';
import { dropTimer, dueTimers, setTimer } from './timers.ts';

const TIMER = 'file';
const AT_ONCE = 25;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 600_000;

/** Call inside the transaction that makes the paper true. */
export function file(sql: Sql, nowMs: number, filing: Filing): void {
  sql.run('INSERT INTO filings (body) VALUES (?)', JSON.stringify(filing));
  setTimer(sql, {
    id: TIMER,
    kind: 'file',
    dueMs: nowMs,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: '',
  });
}

/** Carries what waits, if it is time. Filing twice is harmless: every paper has an id of its own. */
export async function carryFilings(ports: Ports): Promise<void> {
  const { sql } = ports;
  const timer = dueTimers(sql, ports.nowMs()).find(({ kind }) => kind === 'file');
  if (timer === undefined) return;
  const { business_id: businessId, conversation_id: conversationId } = stateOf(sql);
  try {
    for (;;) {
      const rows = sql.all<{ seq: number; body: string }>(
        'SELECT seq, body FROM filings ORDER BY seq LIMIT ?',
        AT_ONCE,
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      // We wrote them ourselves.
      await ports.outward.file(
        businessId,
        rows.map((row) => JSON.parse(row.body) as Filing),
      );
      sql.run('DELETE FROM filings WHERE seq <= ?', last.seq);
    }
    sql.transaction(() => {
      const [left] = sql.all('SELECT 1 AS there FROM filings LIMIT 1');
      if (left === undefined) dropTimer(sql, TIMER);
    });
  } catch (error) {
    ports.log.error('filing_waits', {
      conversationId,
      error: error instanceof Error ? error.name : 'unknown',
    });
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(timer.tries, 12), LONGEST_WAIT_MS);
    setTimer(sql, { ...timer, dueMs: ports.nowMs() + waitMs, tries: timer.tries + 1 });
  }
}
