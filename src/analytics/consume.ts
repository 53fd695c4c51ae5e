/** The `events` queue: what conversations report, recorded a batch at a time. */
import type { Event } from '../domain/event.ts';
import type { Log } from '../platform/log.ts';
import { errorName } from '../platform/log.ts';
import { parseEvent } from './parse-event.ts';
import { recordEvents } from './record.ts';

/** Conversations report several events in one message, and several conversations may share it. */
export type EventsMessage = Event | readonly Event[];

const MAX_RETRY_WAIT_S = 300;

/**
 * Acknowledges what is recorded. A message that holds anything but events is retried, until it lies among the dead letters where it
 * can be looked at; the events in it are recorded all the same. When D1 fails the whole batch comes again, which is harmless.
 */
export async function consumeEvents(
  batch: MessageBatch<unknown>,
  db: D1Database,
  log: Log,
  random: () => number,
): Promise<void> {
  const read = batch.messages.map((message) => ({ message, ...eventsOf(message.body) }));
  for (const { message, whole } of read) {
    if (whole) continue;
    log.error('events.malformed', { messageId: message.id, attempts: message.attempts });
    message.retry({ delaySeconds: MAX_RETRY_WAIT_S });
  }
  const good = read.filter(({ whole }) => whole);
  try {
    await recordEvents(
      db,
      read.flatMap(({ events }) => events),
    );
    for (const { message } of good) message.ack();
  } catch (error) {
    log.error('events.failed', { messages: good.length, error: errorName(error) });
    for (const { message } of good) {
      message.retry({ delaySeconds: retryWaitS(message.attempts, random()) });
    }
  }
}

/** `whole`: there was nothing else in it. */
function eventsOf(body: unknown): { events: Event[]; whole: boolean } {
  const parsed = (Array.isArray(body) ? body : [body]).map(parseEvent);
  const events = parsed.filter((event) => event !== null);
  return { events, whole: events.length === parsed.length };
}

/** 1 s doubling to 5 min, with jitter. */
function retryWaitS(attempts: number, random: number): number {
  const waitS = Math.min(2 ** Math.min(attempts, 12), MAX_RETRY_WAIT_S);
  return Math.max(1, Math.round(waitS * (0.5 + random / 2)));
}
