/** What the rest of the house may ask of a conversation, and the shapes of its answers. All values survive structured clone. */
import type { Address } from '../domain/address.ts';
import type {
  ChannelName,
  DeliveryStatus,
  DeliveryUpdate,
  InboundMessage,
  QuickReply,
} from '../domain/channel.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId, SendId } from '../domain/ids.ts';
import type { Posted } from '../outreach/api.ts';
import type { Author, Reasons, SendClass, SendRequest, SendState } from '../domain/send.ts';

/** Every call names whom it is about: a new object learns its identity from the first call that writes. */
export type Identity = { businessId: BusinessId; conversationId: ConversationId; address: Address };

export type Route = { channel: ChannelName; connectionId: ConnectionId };

export type ReceiveResult = { stored: number; duplicates: number };

/** What the API, a campaign or a person wants sent. The conversation gives the rest. */
export type SendWish = Omit<SendRequest, 'reasons'> & { reasons?: Reasons | null };

export type RequestResult =
  | { kind: 'queued'; send: SendView }
  | { kind: 'exists'; send: SendView }
  | { kind: 'refused'; verdict: GateVerdict }
  /** The business's monthly budget does not cover it. */
  | { kind: 'overBudget' }
  /** The connection cannot be used: deleted, paused, or of another business. */
  | { kind: 'noConnection' };

export type DeliverResult =
  /** Final, or waiting in the conversation: the job is done. */
  | { kind: 'done'; state: SendState; reason: string | null; campaignId: CampaignId | null; segments: number }
  /** Somebody else holds it; harmless. */
  | { kind: 'busy' }
  /** No such send here. */
  | { kind: 'missing' };

export type Attempt = {
  number: number;
  startedAtMs: number;
  endedAtMs: number | null;
  outcome: 'sent' | 'later' | 'never' | 'held' | 'unknown' | null;
  reason: string | null;
};

export type SendView = {
  sendId: SendId;
  conversationId: ConversationId;
  class: SendClass;
  author: Author;
  channel: ChannelName;
  connectionId: ConnectionId;
  to: Address;
  text: string;
  state: SendState;
  /** Why it is in that state, one word or a provider's code. */
  stateReason: string | null;
  delivery: DeliveryStatus | null;
  providerMessageId: string | null;
  segments: number;
  costMicroUsd: number;
  createdAtMs: number;
  notBeforeMs: number;
  nextTryAtMs: number | null;
  authorisedBy: string | null;
  campaignId: CampaignId | null;
  attempts: Attempt[];
  reasons: Reasons | null;
};

/** What the classifier took a customer's turn for; on the last message of the turn. */
export type UnderstoodAs = {
  /** null = none of the intents. */
  intent: string | null;
  confidence: number;
  modelVersion: string;
  /** What a person has said it meant. */
  corrected: { meant: string | null; by: string } | null;
};

export type UnderstoodTurn = {
  /** Of its last message. */
  seq: number;
  text: string;
  understoodAs: string | null;
  confidence: number;
  isCorrected: boolean;
  handedOver: boolean;
};

export type CorrectedTurn = { text: string; understoodAs: string | null; modelVersion: string };

export type ThreadEntry = {
  /** Position in the conversation: gap-free order for pages and sockets. */
  seq: number;
  direction: 'in' | 'out' | 'note';
  author: Author | 'customer';
  text: string;
  atMs: number;
  /** Client's own id of an inbound web chat message, for its dedupe. */
  clientId: string | null;
  quickReplies: QuickReply[];
  evidence: Evidence[];
  reasons: Reasons | null;
  understood: UnderstoodAs | null;
  send: {
    sendId: SendId;
    state: SendState;
    stateReason: string | null;
    delivery: DeliveryStatus | null;
  } | null;
};

export type ThreadView = {
  conversationId: ConversationId;
  businessId: BusinessId;
  address: Address;
  channel: ChannelName;
  floor: { holder: 'bot' | 'person'; memberId: string | null; sinceMs: number };
  needsPerson: { sinceMs: number; reason: string } | null;
  optedOut: boolean;
  entries: ThreadEntry[];
  /** Entries with a larger seq exist beyond this page. */
  more: boolean;
};

export type ConsentChange = {
  kind: 'optOut' | 'optIn' | 'grant' | 'revoke';
  /** For grant and revoke, e.g. `offers`. */
  purpose: string;
  channel: ChannelName;
  source: 'keyword' | 'words' | 'provider' | 'api' | 'person' | 'import';
  /** Proof as stored: a form's URL, the member's id, the message id. No text of the customer. */
  evidence: string;
};

export type ConsentResult =
  | { kind: 'changed' }
  | { kind: 'unchanged' }
  /** An import or API grant over a STOP: the STOP wins. */
  | { kind: 'refused'; reason: 'opted_out' };

/** The remote surface of one conversation. The object, the simulator and the tests give the same one. */
export interface ConversationApi {
  receive(who: Identity, route: Route, messages: InboundMessage[]): Promise<ReceiveResult>;
  /** False when the send is not known here. */
  delivery(update: DeliveryUpdate): Promise<boolean>;
  /** Puts a send into the outbox; the same send id twice is one send. */
  request(who: Identity, wish: SendWish): Promise<RequestResult>;
  /** What the gate would say now; null = no such connection. Writes nothing. */
  explain(who: Identity, wish: SendWish): Promise<GateVerdict | null>;
  /** Tries one send: claim, gate, post, settle. Called by the queue consumer. */
  deliver(sendId: SendId): Promise<DeliverResult>;
  /** Keeps a send whose first try was made by the outreach, and looks after it from now on. The same one twice is one send. */
  adopt(who: Identity, posted: Posted): Promise<SendView>;
  cancel(sendId: SendId): Promise<SendView | null>;
  readSend(sendId: SendId): Promise<SendView | null>;
  /** Null when nothing was ever stored under this name. */
  thread(afterSeq: number, limit: number): Promise<ThreadView | null>;
  takeFloor(memberId: string): Promise<boolean>;
  handBack(memberId: string): Promise<boolean>;
  /** A person's answer. Takes the floor if the bot has it. */
  answer(memberId: string, clientId: string, text: string): Promise<SendView | null>;
  /** What a customer's message meant. Null when there is none at `seq` that was understood by us. */
  correct(memberId: string, seq: number, meant: string | null): Promise<CorrectedTurn | null>;
  /** Turns of the customer that were understood, newest first. */
  recentTurns(limit: number): Promise<UnderstoodTurn[]>;
  changeConsent(who: Identity, change: ConsentChange): Promise<ConsentResult>;
}
