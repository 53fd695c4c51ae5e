/** What happened, for the figures. No text, no address: an event can be kept for years. */
import type { ChannelName } from './channel.ts';
import type { SendClass } from './send.ts';

export type Resolution = 'confirmed' | 'assumed' | 'abandoned' | 'handedOff';

export type EventBody =
  | { kind: 'message.received'; channel: ChannelName; connectionId: string }
  | { kind: 'conversation.opened'; channel: ChannelName }
  /** Within 7 days of being counted resolved by the bot. */
  | { kind: 'conversation.reopened'; channel: ChannelName; was: Resolution }
  | { kind: 'conversation.closed'; channel: ChannelName; resolution: Resolution; intent: string | null }
  | {
      kind: 'turn.decided';
      channel: ChannelName;
      intent: string | null;
      flow: string;
      decision: 'reply' | 'ask' | 'handOff' | 'silent';
      modelVersion: string;
      confidence: number;
    }
  /** First answer to the message that opened the conversation. */
  | { kind: 'response.first'; channel: ChannelName; waitMs: number; by: 'bot' | 'person' }
  | { kind: 'handoff.requested'; channel: ChannelName; reason: string; intent: string | null }
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

/** The id is derived from the conversation and its own counter: the same event twice is one event. */
export type Event = {
  id: string;
  businessId: string;
  conversationId: string;
  atMs: number;
  /** In the business's zone. */ day: string;
} & EventBody;
