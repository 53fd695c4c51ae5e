/** The contract between the house and a provider. Deliberately tiny: what differs between providers is data in `profile`. */
import type { Address, AddressKind } from './address.ts';
import type { SendId } from './ids.ts';

export type ChannelName =
  'sms' | 'whatsapp' | 'messenger' | 'instagram' | 'telegram' | 'email' | 'webchat' | 'push' | 'voice';

export type ChannelProfile = {
  channel: ChannelName;
  /** Name in the registry and in `connections.provider`, e.g. `twilio-sms`. */
  provider: string;
  addressKind: AddressKind;
  maxChars: number;
  /** What a provider takes as buttons; `numbered` = a numbered list in the text. */
  quickReplies: { style: 'buttons'; max: number; maxChars: number } | { style: 'numbered'; max: number };
  /** How long after the customer's last message free text is allowed; null = always. */
  replyWindowMs: number | null;
  /** `http`: the provider is called. `socket`: the conversation itself hands the message to open sockets. */
  transport: 'http' | 'socket';
  /** Whether messages are cut into billed segments (GSM-7 / UCS-2). */
  segmented: boolean;
  /** The best news the provider ever reports. */
  finalStatus: 'sent' | 'delivered' | 'read';
  /** Commercial text must leave quiet hours alone on this channel. */
  interrupts: boolean;
  credentials: readonly CredentialField[];
};

export type CredentialField = { name: string; label: string; secret: boolean; pattern: RegExp };

/** Field name -> value, unsealed. Never logged. */
export type Credentials = Readonly<Record<string, string>>;

/** A provider's call, its body read once and never re-serialised. */
export type RawRequest = {
  method: string;
  /** The public URL configured for the connection, with the query as received. Never built from Host headers. */
  url: string;
  headers: Headers;
  body: Uint8Array;
};

export type Media = { url: string; contentType: string };

export type InboundMessage = {
  kind: 'message';
  providerMessageId: string;
  from: Address;
  /** The business's own number or account that was written to, as the provider names it. */
  to: string;
  text: string;
  media: Media[];
  /** Payload of a tapped button. */
  payload: string | null;
  /** The provider has already handled an opt-out keyword (and answered it). */
  handledByProvider: 'stop' | 'start' | 'help' | null;
  sentAtMs: number | null;
};

export type DeliveryUpdate = {
  kind: 'delivery';
  providerMessageId: string;
  /** Our own id, when the provider echoes it (callback URL, metadata). */
  sendId: SendId | null;
  status: DeliveryStatus;
  providerCode: string | null;
  /** What a failure means, from the provider's table of codes. */
  failure: 'permanent' | 'opted-out' | 'retryable' | null;
  priceMicroUsd: number | null;
};

export type InboundEvent = InboundMessage | DeliveryUpdate | { kind: 'ignored'; why: string };

/** Rank order of the provider's lifecycle; a delivery only ever moves forward. */
export type DeliveryStatus = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

export type QuickReply = { title: string; payload: string };

export type OutboundMessage = {
  sendId: SendId;
  to: Address;
  text: string;
  quickReplies: QuickReply[];
  mediaUrls: string[];
  /** The provider should give up after this long (Twilio ValidityPeriod). */
  validForMs: number | null;
};

/** What a provider's answer means. The full table of codes lives with each provider. */
export type SendOutcome =
  | { kind: 'sent'; providerMessageId: string; segments: number | null }
  /** Certainly not sent. `conversation`: only this pair is too fast; `connection`: the whole account is. */
  | { kind: 'later'; waitMs: number; scope: 'connection' | 'conversation'; reason: string }
  /** Certainly not sent, and never will be. */
  | { kind: 'never'; reason: string; optOut: boolean }
  /** Certainly not sent: the connection itself is broken (credentials). Hold, do not burn. */
  | { kind: 'held'; reason: string }
  /** The provider may have taken it. Never blindly sent again. */
  | { kind: 'unknown'; reason: string };

export type SendContext = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Where the provider reports the delivery; carries the send id in its query. */
  statusCallbackUrl: string;
  /** Replaces the provider's own API host, for simulated providers on loopback. */
  apiBaseUrl: string | null;
  timeoutMs: number;
};

/** How a question about an `unknown` send was settled. */
export type LookupOutcome =
  | { kind: 'found'; providerMessageId: string; status: DeliveryStatus }
  | { kind: 'absent' }
  | { kind: 'unclear' };

export type ChannelAdapter = {
  profile: ChannelProfile;
  /** True only for a request signed with these credentials. Constant time; any doubt is false. */
  verify(request: RawRequest, credentials: Credentials): Promise<boolean>;
  /** Pure and total: what it does not know is `ignored`, never an exception. Called only after `verify`. */
  parse(request: RawRequest): InboundEvent[];
  /** What the provider wants to hear when all is stored. */
  acknowledgement: { contentType: string; body: string };
  send(message: OutboundMessage, credentials: Credentials, context: SendContext): Promise<SendOutcome>;
  /** Asks the provider whether it has this message. Only where the provider can tell. */
  lookup?(
    message: OutboundMessage,
    postedAtMs: number,
    credentials: Credentials,
    context: SendContext,
  ): Promise<LookupOutcome>;
};
