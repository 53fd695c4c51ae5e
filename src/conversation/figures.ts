/** Events of one conversation: written in the transaction of what they tell, sent to the figures afterwards. */
import type { Event, EventBody } from '../domain/event.ts';
import { keyOfConversation } from '../domain/ids.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Sql } from '../platform/sql.ts';
import type { StateRow } from './rows.ts';

/** Events wait a moment so that a whole turn leaves as one queue message. */
export const FLUSH_AFTER_MS = 2_000;
const FLUSH_LIMIT = 60;

/** Call inside the transaction that makes the event true. */
export function emit(sql: Sql, atMs: number, body: EventBody): void {
  sql.run('INSERT INTO events (at_ms, body) VALUES (?, ?)', atMs, JSON.stringify(body));
}

/** Reads a batch of waiting events, gives them to `publish`, and forgets them only then: twice is possible, never none. */
export async function flushEvents(
  sql: Sql,
  state: StateRow,
  timeZone: string,
  publish: (events: Event[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const rows = sql.all<{ seq: number; at_ms: number; body: string }>(
      'SELECT seq, at_ms, body FROM events ORDER BY seq LIMIT ?',
      FLUSH_LIMIT,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    await publish(
      rows.map((row) => ({
        id: `evt_${keyOfConversation(state.conversation_id)}_${row.seq}`,
        businessId: state.business_id,
        conversationId: state.conversation_id,
        atMs: row.at_ms,
        day: localMoment(row.at_ms, timeZone).day,
        ...(JSON.parse(row.body) as EventBody),
      })),
    );
    sql.run('DELETE FROM events WHERE seq <= ?', last.seq);
    if (rows.length < FLUSH_LIMIT) return;
  }
}
