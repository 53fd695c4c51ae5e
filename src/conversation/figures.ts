/** Events of one conversation: written in the transaction of what they tell, sent to the figures afterwards. */
import type { Event, EventBody } from '../domain/event.ts';
import { keyOfConversation } from '../domain/ids.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Sql } from '../platform/sql.ts';
import type { HeldEvent } from './held.ts';
import { holdEvent, mayWait, noteWaiting } from './held.ts';
import type { StateRow } from './rows.ts';

/** Events wait a moment so that a whole turn leaves as one queue message. */
export const FLUSH_AFTER_MS = 2_000;
/** A row is what one transaction told. */
const FLUSH_ROWS = 20;
const PUBLISH_AT_ONCE = 60;

/** Call inside the transaction that makes the event true. */
export function emit(sql: Sql, atMs: number, body: EventBody): void {
  holdEvent(sql, { atMs, body });
}

/** Null = none waits. */
export function oldestEventMs(sql: Sql): number | null {
  if (!mayWait(sql, 'eventsWait')) return null;
  const [event] = sql.all<{ at: number | null }>('SELECT min(at_ms) AS at FROM events');
  const atMs = event?.at ?? null;
  if (atMs === null) noteWaiting(sql, 'eventsWait', false);
  return atMs;
}

/** Reads a batch of waiting events, gives them to `publish`, and forgets them only then: twice is possible, never none. */
export async function flushEvents(
  sql: Sql,
  state: StateRow,
  timeZone: string,
  publish: (events: Event[]) => Promise<void>,
): Promise<void> {
  while (mayWait(sql, 'eventsWait')) {
    const rows = sql.all<{ seq: number; body: string }>(
      'SELECT seq, at_ms, body FROM events ORDER BY seq LIMIT ?',
      FLUSH_ROWS,
    );
    const last = rows.at(-1);
    if (last === undefined) return noteWaiting(sql, 'eventsWait', false);
    const events = rows.flatMap((row) =>
      heldEventsOf(row.body).map(({ atMs, body }, index) => ({
        id: `evt_${keyOfConversation(state.conversation_id)}_${row.seq}x${index}`,
        businessId: state.business_id,
        conversationId: state.conversation_id,
        atMs,
        day: localMoment(atMs, timeZone).day,
        ...body,
      })),
    );
    for (let at = 0; at < events.length; at += PUBLISH_AT_ONCE)
      await publish(events.slice(at, at + PUBLISH_AT_ONCE));
    sql.run('DELETE FROM events WHERE seq <= ?', last.seq);
  }
}

/** The only place that reads `events.body`: we wrote it ourselves. */
function heldEventsOf(body: string): HeldEvent[] {
  return JSON.parse(body) as HeldEvent[];
}
