/** Events of one conversation: written in the transaction of what they tell, sent to the figures afterwards. */
import type { Event, EventBody } from '../domain/event.ts';
import { keyOfConversation } from '../domain/ids.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Kept } from './kept.ts';
import { addOutgoing, firstOutgoing } from './outgoing.ts';
import { readState, stateOf } from './rows.ts';

/** Events wait a moment so that a whole turn leaves as one queue message. */
export const FLUSH_AFTER_MS = 2_000;
const PUBLISH_AT_ONCE = 60;

/** Call inside the transaction that makes the event true. What one transaction tells is one row. */
export function emit(kept: Kept, atMs: number, body: EventBody): void {
  const { events } = stateOf(kept);
  const last = events.to - 1;
  if (kept.isChanging('event', last)) {
    kept.put('event', last, [...(kept.read('event', last) ?? []), { atMs, body }]);
    return;
  }
  addOutgoing(kept, 'events', [{ atMs, body }]);
}

/** Null = none waits. */
export function oldestEventMs(kept: Kept): number | null {
  const events = readState(kept)?.events;
  if (events === undefined || events.from === events.to) return null;
  return kept.read('event', events.from)?.[0]?.atMs ?? 0;
}

/**
 * Gives the waiting events to `publish`. They are forgotten by what this gives back, in a transaction and only then: twice is possible,
 * never none.
 */
export async function publishEvents(
  kept: Kept,
  timeZone: string,
  publish: (events: Event[]) => Promise<void>,
): Promise<() => void> {
  const { business_id: businessId, conversation_id: conversationId } = stateOf(kept);
  const { rows, forget } = firstOutgoing(kept, 'events', Number.MAX_SAFE_INTEGER);
  const events = rows.flatMap(({ number, row }) =>
    row.map(({ atMs, body }, index) => ({
      id: `evt_${keyOfConversation(conversationId)}_${number}x${index}`,
      businessId,
      conversationId,
      atMs,
      day: localMoment(atMs, timeZone).day,
      ...body,
    })),
  );
  for (let at = 0; at < events.length; at += PUBLISH_AT_ONCE)
    await publish(events.slice(at, at + PUBLISH_AT_ONCE));
  return forget;
}
