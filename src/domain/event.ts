/** What happened, for the figures. No text, no address: an event can be kept for years. */
import type { ChannelName } from './channel.ts';
import type { SendClass } from './send.ts';

export type Resolution = 'confirmed' | 'assumed' | 'abandoned' | 'handedOff';

export type EventBody =
  | { kind: 'message.received'; channel: ChannelName; connectionId: string }
  | { kind: 'conversation.opened'; channel: ChannelName }
  /** Within 7 days of being counted resolved by the bot. The figures take it back from the day on which it was closed. */
  | {
      kind: 'conversation.reopened';
      channel: ChannelName;
      was: Resolution;
      /** The `day` of the `conversation.closed` that it undoes. Left out: the day of the reopening is charged. */
      closedDay?: string;
      /** The intent that the `conversation.closed` named. */
      intent?: string | null;
    }
  | { kind: 'conversation.closed'; channel: ChannelName; resolution: Resolution; intent: string | null }
  | {
      kind: 'turn.decided';
      channel: ChannelName;
      intent: string | null;
      flow: string;
      decision: 'reply' | 'ask' | 'handOff' | 'silent';
      modelVersion: string;
      confidence: number;
      /** What the classifier said, sure or not; null = none of the intents. */
      understood?: string | null;
    }
  /** A person says that a turn meant something else than it was understood as. At most once a turn. */
  | {
      kind: 'turn.corrected';
      channel: ChannelName;
      modelVersion: string;
      intent: string | null;
      meant: string | null;
      /** When the turn was decided that was wrong. */
      decidedAtMs: number;
    }
  /** First answer to the message that opened the conversation. */
  | { kind: 'response.first'; channel: ChannelName; waitMs: number; by: 'bot' | 'person' }
  | { kind: 'handoff.requested'; channel: ChannelName; reason: string; intent: string | null }
  /** `bot`: a person handed back, nobody is waited for any more. */
  | { kind: 'floor.changed'; channel: ChannelName; holder: 'bot' | 'person' }
  | {
      kind: 'consent.optedOut';
      channel: ChannelName;
      source: 'keyword' | 'words' | 'provider' | 'api' | 'person';
    }
  | {
      kind: 'consent.optedIn';
      channel: ChannelName;
      source: 'keyword' | 'words' | 'provider' | 'api' | 'person';
    }
  | {
      kind: 'send.settled';
      channel: ChannelName;
      class: SendClass;
      outcome: 'sent' | 'failed' | 'denied' | 'cancelled' | 'expired' | 'unknown';
      reason: string | null;
      campaignId: string | null;
      segments: number;
    }
  | {
      kind: 'send.delivered';
      channel: ChannelName;
      class: SendClass;
      status: 'delivered' | 'read' | 'failed';
      campaignId: string | null;
    }
  | {
      kind: 'cost.incurred';
      channel: ChannelName;
      cost: 'model' | 'carrier' | 'infrastructure';
      microUsd: number;
    };

/**
 * The id is derived from the conversation and its own counter (`evt_{conversation key}_{counter}`): the same event twice is
 * one event, and the counter says which of two came first, whatever the clock did meanwhile.
 */
export type Event = {
  id: string;
  businessId: string;
  conversationId: string;
  atMs: number;
  /** In the business's zone. */ day: string;
} & EventBody;

/** Sorts the events of one conversation in the order in which they happened; as text, so that SQL can compare it. */
export function eventOrder(event: Pick<Event, 'id' | 'atMs'>): string {
  const counter = /_(\d{1,12})$/.exec(event.id)?.[1];
  const atMs = String(event.atMs).padStart(15, '0');
  return counter === undefined ? `${atMs}.${event.id}` : `${counter.padStart(12, '0')}.${atMs}`;
}
