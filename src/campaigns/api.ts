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

export type AddResult =
  | { kind: 'added'; added: number; duplicates: number }
  /** Nothing was added. `frozen`: no longer a draft; `full`: more than `MAX_RECIPIENTS` in all. */
  | { kind: 'refused'; reason: 'missing' | 'frozen' | 'full' };

export type TransitionResult =
  | { kind: 'changed'; progress: CampaignProgress }
  /** The state does not allow that; nothing changed. */
  | { kind: 'conflict'; reason: 'state' | 'no_recipients' | 'expired'; progress: CampaignProgress }
  | { kind: 'missing' };

/** What a send of this campaign that waits in its conversation may do now. `hold`: paused, ask again later. */
export type Permission = 'send' | 'hold' | 'cancel';

export const MAX_RECIPIENTS = 100_000;
export const MAX_PAGE_RECIPIENTS = 50;

export interface CampaignApi {
  create(spec: CampaignSpec): Promise<void>;
  /** Frozen at start. Duplicates by address are merged, first one wins. */
  addRecipients(recipients: RecipientInput[]): Promise<AddResult>;
  start(): Promise<TransitionResult>;
  /** @param reason shown as the campaign's; `asked` when a person did it */
  pause(reason?: 'asked' | 'business'): Promise<TransitionResult>;
  resume(): Promise<TransitionResult>;
  cancel(): Promise<TransitionResult>;
  progress(): Promise<CampaignProgress | null>;
  read(): Promise<CampaignSpec | null>;
  /** Recipients spread evenly over the audience, for the dry run. All of them when there are no more than `limit`. */
  sample(limit: number): Promise<PageRecipient[]>;
  page(fromSeq: number, toSeq: number): Promise<CampaignPage>;
  /** Sets outcomes per recipient, so that the same report twice is one report. Unknown send ids are ignored. */
  report(outcomes: RecipientOutcome[]): Promise<void>;
  permission(): Promise<Permission>;
}
