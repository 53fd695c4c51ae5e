/** What a conversation keeps, kind by kind, and the few reads and writes that several parts share. */
import { parseAddress } from '../domain/address.ts';
import type { Address } from '../domain/address.ts';
import type { ChannelName, DeliveryStatus, QuickReply } from '../domain/channel.ts';
import type { EventBody } from '../domain/event.ts';
import type { Filing } from '../domain/filing.ts';
import { NEW_DIALOGUE } from '../domain/flow.ts';
import type { DialogueState } from '../domain/flow.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId, SendId } from '../domain/ids.ts';
import type { Author, FallbackRoute, Reasons, SendClass, SendState } from '../domain/send.ts';
import type { Attempt, ConsentChange } from './api.ts';
import type { Kept } from './kept.ts';
import type { Lane } from './ports.ts';
import type { Timer } from './timers.ts';

/** Each kind's rows, by id: the state has none, messages, consents, events and filings are numbered, sends have their own. */
export type Rows = {
  state: StateRow;
  message: MessageRow;
  send: SendRow;
  consent: ConsentRow;
  /** What one transaction tells the figures, until it has left. */
  event: HeldEvent[];
  filing: Filing;
};
export type Kind = keyof Rows;

/** From the first that is there to the next that will be; numbers are never used again. */
export type Numbers = { from: number; to: number };

export type StateRow = {
  business_id: BusinessId;
  conversation_id: ConversationId;
  address: string;
  channel: ChannelName;
  connection_id: ConnectionId;
  epoch: number;
  /** The last row of the intake that was taken in. */
  taken: number;
  next_turn: number;
  next_seq: number;
  /** Messages that no turn has taken yet, in order. */
  unread: number[];
  opted_out: boolean;
  /** The consent that allows this purpose now. */
  granted: Record<string, number>;
  consents: number;
  /** The last entry of the ledger that the outreach knows of; null = there was never a consent to tell of. */
  permit_told: number | null;
  floor: 'bot' | 'person';
  member_id: string | null;
  floor_since_ms: number;
  needs_person_since_ms: number | null;
  needs_person_reason: string | null;
  last_inbound_at_ms: number | null;
  first_unread_at_ms: number | null;
  gather_due_ms: number | null;
  session_opened_at_ms: number | null;
  session_answered: boolean;
  session_outcome: string | null;
  last_resolution: string | null;
  last_closed_at_ms: number | null;
  /** In the business's zone. */
  last_closed_day: string | null;
  last_intent: string | null;
  dialogue: DialogueState;
  inbox_version: number;
  inbox_sent: number;
  trouble: number;
  trouble_until_ms: number | null;
  /** Sends that are not settled, in the order of the outbox. */
  open_sends: SendId[];
  /** When the bot's last answers were made. */
  answered_at_ms: number[];
  timers: Required<Timer>[];
  events: Numbers;
  filings: Numbers;
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
  /** On the last message of a turn. */
  understood: Understood | null;
};

/** What a turn was taken for, and what a person says it meant. */
export type Understood = {
  turn: number;
  atMs: number;
  handedOver: boolean;
  intent: string | null;
  confidence: number;
  modelVersion: string;
  corrected: { meant: string | null; by: string } | null;
};

export type ConsentRow = ConsentChange & { atMs: number };

export type HeldEvent = { atMs: number; body: EventBody };

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
  body: SendBody;
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
  confirms_opt_out: boolean;
  /** Those that ended; the one under way is written down when it does. */
  attempts: Attempt[];
};

/** What a send carries. */
export type SendBody = {
  text: string;
  quickReplies: QuickReply[];
  mediaUrls: string[];
  purpose: string;
  reasons: Reasons | null;
  fallbacks: FallbackRoute[];
};

/** Null = nobody has been here yet. */
export function readState(kept: Kept): Readonly<StateRow> | null {
  return kept.read('state', '');
}

/** For code that runs only after the state exists. */
export function stateOf(kept: Kept): Readonly<StateRow> {
  const state = readState(kept);
  if (state === null) throw new Error('the conversation has no state yet');
  return state;
}

export function putState(kept: Kept, state: StateRow): void {
  kept.put('state', '', state);
}

export function changeState(kept: Kept, changes: Partial<StateRow>): void {
  putState(kept, { ...stateOf(kept), ...changes });
}

export function readSend(kept: Kept, sendId: SendId): Readonly<SendRow> | null {
  return kept.read('send', sendId);
}

export const isOpen = ({ state }: Pick<SendRow, 'state'>): boolean =>
  state === 'pending' || state === 'claimed' || state === 'posting' || state === 'unknown';

/** The try that is under way, or that ended without a word. */
export const openAttempt = (row: Readonly<SendRow>): Attempt => ({
  number: row.tries,
  startedAtMs: row.posted_at_ms ?? row.created_at_ms,
  endedAtMs: null,
  outcome: null,
  reason: null,
});

/** Sends that are not settled, in the order of the outbox. */
export function openSends(kept: Kept): Readonly<SendRow>[] {
  return (readState(kept)?.open_sends ?? [])
    .map((sendId) => readSend(kept, sendId))
    .filter((row) => row !== null);
}

/** Writes a send, and what the state says of it. Call inside a transaction. */
export function putSend(kept: Kept, row: SendRow): SendRow {
  kept.put('send', row.send_id, row);
  const { open_sends: open } = stateOf(kept);
  const others = open.filter((sendId) => sendId !== row.send_id);
  if (isOpen(row) !== others.length < open.length)
    changeState(kept, { open_sends: isOpen(row) ? [...others, row.send_id] : others });
  return row;
}

/** Fields that an older version lacked get their start value. */
export function dialogueOf(state: StateRow): DialogueState {
  return { ...NEW_DIALOGUE, ...state.dialogue };
}

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new Error('a stored address is not valid');
  return address;
}

export const laneOf = (sendClass: SendClass): Lane => (sendClass === 'marketing' ? 'campaigns' : 'replies');
