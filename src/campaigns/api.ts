/** What the rest of the house may ask of one campaign's object. */
import type { Address } from '../domain/address.ts';
import type { ConnectionId, ConversationId, SendId } from '../domain/ids.ts';
import type { ChannelName } from '../domain/channel.ts';

export type CampaignSpec = {
  name: string;
  channel: ChannelName;
  connectionId: ConnectionId;
  /** Liquid; sees `contact.*` attributes and `business.name`. */
  template: string;
  purpose: string;
  /** Start no earlier than this; null = when started. */
  startAtMs: number | null;
  /** Sends released a second; null = as fast as the connection allows. */
  perSecond: number | null;
  /** Sends that cannot leave by then are dropped. */
  expiresAtMs: number;
  /** The campaign stops itself when this share of the last 100 outcomes failed. */
  stopAtFailureShare: number;
};

export type RecipientInput = { address: Address; attributes: Readonly<Record<string, string>> };

export type CampaignState = 'draft' | 'scheduled' | 'running' | 'paused' | 'cancelled' | 'done';

export type RecipientState =
  'waiting' | 'queued' | 'sent' | 'deferred' | 'failed' | 'denied' | 'unknown' | 'cancelled';

export type CampaignProgress = {
  state: CampaignState;
  /** Why it paused itself, or null. */
  stateReason: string | null;
  total: number;
  byState: Readonly<Record<RecipientState, number>>;
  byReason: Readonly<Record<string, number>>;
  segments: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
};

export type PageRecipient = {
  seq: number;
  address: Address;
  conversationId: ConversationId;
  sendId: SendId;
  attributes: Readonly<Record<string, string>>;
};

/** Null when the campaign may not send now (paused, cancelled, done): the job is dropped, the cursor will offer it again. */
export type CampaignPage = { spec: CampaignSpec; recipients: PageRecipient[] } | null;

export type RecipientOutcome = {
  sendId: SendId;
  state: RecipientState;
  reason: string | null;
  segments: number;
};

export interface CampaignApi {
  create(spec: CampaignSpec): Promise<void>;
  /** Frozen at start. Duplicates by address are merged, first one wins. */
  addRecipients(recipients: RecipientInput[]): Promise<{ added: number; duplicates: number }>;
  start(): Promise<CampaignProgress>;
  pause(): Promise<CampaignProgress>;
  resume(): Promise<CampaignProgress>;
  cancel(): Promise<CampaignProgress>;
  progress(): Promise<CampaignProgress | null>;
  read(): Promise<CampaignSpec | null>;
  page(fromSeq: number, toSeq: number): Promise<CampaignPage>;
  report(outcomes: RecipientOutcome[]): Promise<void>;
}
