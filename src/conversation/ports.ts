/** Everything a conversation needs from outside. The Worker, the tests and the simulator each give their own. */
import type { BusinessProfile } from '../domain/business.ts';
import type {
  ChannelName,
  ChannelProfile,
  LookupOutcome,
  OutboundMessage,
  SendOutcome,
} from '../domain/channel.ts';
import type { Event } from '../domain/event.ts';
import type { Evidence, Retrieval, Written } from '../domain/evidence.ts';
import type { Filing } from '../domain/filing.ts';
import type { Flow, OrderRecord } from '../domain/flow.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId, SendId } from '../domain/ids.ts';
import type { ReceiptLink } from '../domain/receipt.ts';
import type { Understanding } from '../domain/understanding.ts';
import type { OutreachApi } from '../outreach/api.ts';
import type { Log } from '../platform/log.ts';
import type { Sql } from '../platform/sql.ts';
import type { Address } from '../domain/address.ts';
import type { SendWish } from './api.ts';
import type { Kept } from './kept.ts';

export type Ports = {
  kept: Kept;
  nowMs: () => number;
  /** In [0, 1). */
  random: () => number;
  setAlarm: (atMs: number) => Promise<void>;
  log: Log;
  /** Cached; null when the business does not exist. Throws when it cannot be read. */
  /** Cached; `latest` = what the business knows is at most seconds old. */
  profile: (id: BusinessId, need?: 'latest') => Promise<BusinessProfile | null>;
  /** How long a burst is gathered on this connection; never waits and never fails. */
  gatherMs: (businessId: BusinessId, channel: string) => number;
  channel: (connectionId: ConnectionId) => Promise<ChannelProfile | null>;
  /** Candidate zones (several when unsure) and country of an address; pure. */
  whereabouts: (address: Address) => { timeZones: readonly string[]; country: string | null };
  brain: Brain;
  flows: (id: BusinessId) => readonly Flow[];
  carrier: Carrier;
  governor: Governor;
  budget: Budget;
  outward: Outward;
  /** What the business's outreach knows of this contact, and is told. */
  outreach: (
    id: BusinessId,
  ) => Pick<OutreachApi, 'permit' | 'sentTo' | 'forget' | 'countOffer' | 'uncountOffer'>;
};

/** What the core is made from: its own storage as it comes. */
export type CorePorts = Omit<Ports, 'kept'> & { sql: Sql };

/** Understanding and knowledge. May be slow, may fail: the turn has a deadline and a way without it. */
export type Brain = {
  understand: (
    business: BusinessProfile,
    text: string,
    nowMs: number,
    /** Says which version answers; null = no conversation, the version in force. */
    conversationId: ConversationId | null,
  ) => Promise<Understanding>;
  /** What the knowledge says, in the length and with the links of the channel. */
  retrieve: (business: BusinessProfile, question: string, channel: ChannelName) => Promise<Retrieval>;
  /**
   * The same answer in a model's words, every sentence of it checked against the passages. Null = no model, no time, no budget,
   * or nothing that is supported: then the evidence is quoted. Never throws.
   */
  write: (
    business: BusinessProfile,
    question: string,
    evidence: readonly Evidence[],
    channel: ChannelName,
  ) => Promise<{ written: Written | null; costMicroUsd: number }>;
  lookUpOrder: (businessId: BusinessId, number: string) => Promise<OrderRecord | null>;
};

/** The provider behind a connection. Never throws: what went wrong is an outcome. */
export type Carrier = {
  post: (connectionId: ConnectionId, message: OutboundMessage) => Promise<SendOutcome>;
  lookup: (
    connectionId: ConnectionId,
    message: OutboundMessage,
    postedAtMs: number,
  ) => Promise<LookupOutcome>;
};

export type Governor = {
  /** A token for one post, or how long to wait for it. */
  take: (connectionId: ConnectionId) => Promise<{ kind: 'go' } | { kind: 'wait'; waitMs: number }>;
  /** Feeds the breaker and slows the bucket. */
  report: (connectionId: ConnectionId, outcome: SendOutcome) => Promise<void>;
};

export type Budget = {
  /** Idempotent by send id. False when the month's budget does not cover it. */
  reserve: (business: BusinessProfile, sendId: SendId, microUsd: number) => Promise<boolean>;
  /** Gives back what a send that certainly was not made had reserved. */
  release: (business: BusinessProfile, sendId: SendId) => Promise<void>;
};

export type Outward = {
  enqueue: (
    businessId: BusinessId,
    conversationId: ConversationId,
    lane: Lane,
    sendId: SendId,
    campaignId: CampaignId | null,
  ) => Promise<void>;
  publish: (events: Event[]) => Promise<void>;
  /** The id that a send gets in the conversation of its next address; the same every time. */
  relayId: (sendId: SendId, businessId: BusinessId, to: Address) => Promise<SendId>;
  /** Asks the conversation of another address to send: the next channel of a contact. */
  relay: (businessId: BusinessId, to: Address, wish: SendWish) => Promise<void>;
  inbox: (change: InboxChange) => Promise<void>;
  /** Where the receipt of a turn's answer will be; the same every time, and not to be guessed. */
  receipt: (conversationId: ConversationId, turn: number) => Promise<ReceiptLink>;
  /** Puts papers into the business's store. The same one twice is one. */
  file: (businessId: BusinessId, filings: Filing[]) => Promise<void>;
  /** Tells open sockets that there is something new. Best effort. */
  changed: () => void;
};

export type InboxChange = {
  businessId: BusinessId;
  conversationId: ConversationId;
  version: number;
  /** Null = no person is needed any more. */
  item: {
    address: string;
    channel: string;
    reason: string;
    sinceMs: number;
    floor: 'bot' | 'person';
    memberId: string | null;
    lastText: string;
    lastAtMs: number;
  } | null;
};

/** A campaign never delays a reply: two lanes, two queues. */
export type Lane = 'replies' | 'campaigns';
