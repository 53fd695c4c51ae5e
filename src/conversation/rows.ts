/** Rows of the conversation's tables, and the few reads that several parts share. */
import { parseAddress } from '../domain/address.ts';
import type { Address } from '../domain/address.ts';
import type { ChannelName, DeliveryStatus, QuickReply } from '../domain/channel.ts';
import { NEW_DIALOGUE } from '../domain/flow.ts';
import type { DialogueState } from '../domain/flow.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId, SendId } from '../domain/ids.ts';
import type { Author, FallbackRoute, Reasons, SendClass, SendState } from '../domain/send.ts';
import type { Sql } from '../platform/sql.ts';
import type { Lane } from './ports.ts';

export type StateRow = {
  id: 1;
  business_id: BusinessId;
  conversation_id: ConversationId;
  address: string;
  channel: ChannelName;
  connection_id: ConnectionId;
  epoch: number;
  /** The last row of the intake that was taken in. */
  taken: number;
  next_turn: number;
  opted_out: number;
  floor: 'bot' | 'person';
  member_id: string | null;
  floor_since_ms: number;
  needs_person_since_ms: number | null;
  needs_person_reason: string | null;
  last_inbound_at_ms: number | null;
  first_unread_at_ms: number | null;
  gather_due_ms: number | null;
  session_opened_at_ms: number | null;
  session_answered: number;
  session_outcome: string | null;
  last_resolution: string | null;
  last_closed_at_ms: number | null;
  /** In the business's zone. */
  last_closed_day: string | null;
  last_intent: string | null;
  dialogue: string | null;
  inbox_version: number;
  inbox_sent: number;
  trouble: number;
  trouble_until_ms: number | null;
};

export type MessageRow = {
  seq: number;
  direction: 'in' | 'out' | 'note';
  author: Author | 'customer';
  text: string;
  at_ms: number;
  provider_key: string | null;
  payload: string | null;
  keyword: 'stop' | 'start' | 'help' | null;
  turn: number | null;
  send_id: SendId | null;
};

export type SendRow = {
  send_id: SendId;
  ord: number;
  lane: Lane;
  state: SendState;
  state_reason: string | null;
  class: SendClass;
  author: Author;
  channel: ChannelName;
  connection_id: ConnectionId;
  address: string;
  body: string;
  campaign_id: CampaignId | null;
  segments: number;
  cost_micro_usd: number;
  created_at_ms: number;
  not_before_ms: number;
  next_try_ms: number;
  expires_at_ms: number;
  released_at_ms: number | null;
  lease_until_ms: number | null;
  lease: number;
  tries: number;
  resends: number;
  posted_at_ms: number | null;
  authorised_by: string | null;
  provider_message_id: string | null;
  delivery: DeliveryStatus | null;
  confirms_opt_out: number;
};

/** What a send carries, as JSON in `sends.body`. */
export type SendBody = {
  text: string;
  quickReplies: QuickReply[];
  mediaUrls: string[];
  purpose: string;
  reasons: Reasons | null;
  fallbacks: FallbackRoute[];
};

export function readSendRow(sql: Sql, sendId: SendId): SendRow | null {
  return sql.all<SendRow>('SELECT * FROM sends WHERE send_id = ?', sendId)[0] ?? null;
}

/** The only place that reads `sends.body`: we wrote it ourselves. */
export function bodyOf(row: Pick<SendRow, 'body'>): SendBody {
  return JSON.parse(row.body) as SendBody;
}

/** The only place that reads `state.dialogue`: we wrote it ourselves; fields that an older version lacked get their start value. */
export function dialogueOf(state: StateRow): DialogueState {
  return state.dialogue === null
    ? NEW_DIALOGUE
    : { ...NEW_DIALOGUE, ...(JSON.parse(state.dialogue) as DialogueState) };
}

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new Error('a stored address is not valid');
  return address;
}

export const laneOf = (sendClass: SendClass): Lane => (sendClass === 'marketing' ? 'campaigns' : 'replies');

/** SQL type params: booleans are 0 and 1. */
export const flag = (value: boolean): number => (value ? 1 : 0);
