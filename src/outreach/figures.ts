/** What the figures hear of the outreach: told when it has grown a little old, and forgotten only then. */
import type { Event } from '../domain/event.ts';
import { localMoment } from '../domain/local-time.ts';
import type { OutreachPorts } from './ports.ts';
import { dropEvents, oldestEventMs, oldestEvents } from './tables.ts';

/** The figures of a send wait for what the provider has to say about it, and leave with it. */
export const TELL_AFTER_MS = 8_000;
const AT_ONCE = 100;

/** All that waits, also what is fresh. Twice is possible, never none. */
export async function tellFigures({
  sql,
  nowMs,
  businessId,
  profile,
  publish,
}: OutreachPorts): Promise<void> {
  const oldestMs = oldestEventMs(sql);
  if (oldestMs === null || oldestMs + TELL_AFTER_MS > nowMs()) return;
  const business = await profile(businessId);
  const timeZone = business?.timeZone ?? 'UTC';
  for (;;) {
    const { rows, upTo } = oldestEvents(sql, AT_ONCE);
    if (rows.length === 0) return;
    const events = rows.flatMap(({ name, conversationId, atMs, bodies }) =>
      bodies.map((body, index): Event => ({
        id: `evt_${name}x${index}`,
        businessId,
        conversationId,
        atMs,
        day: localMoment(atMs, timeZone).day,
        ...body,
      })),
    );
    await publish(events);
    dropEvents(sql, upTo);
  }
}
