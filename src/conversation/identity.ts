/** First touch of a conversation, and the one fixed question: is this call about me? */
import { formatAddress } from '../domain/address.ts';
import { NEW_DIALOGUE } from '../domain/flow.ts';
import type { Identity, Route } from './api.ts';
import type { Kept } from './kept.ts';
import { putState, readState, stateOf } from './rows.ts';
import type { StateRow } from './rows.ts';

const NEW_STATE: Omit<StateRow, 'business_id' | 'conversation_id' | 'address' | 'channel' | 'connection_id'> =
  {
    epoch: 0,
    taken: 0,
    next_turn: 1,
    next_seq: 1,
    unread: [],
    opted_out: false,
    granted: {},
    consents: 0,
    permit_told: null,
    floor: 'bot',
    member_id: null,
    floor_since_ms: 0,
    needs_person_since_ms: null,
    needs_person_reason: null,
    last_inbound_at_ms: null,
    first_unread_at_ms: null,
    gather_due_ms: null,
    session_opened_at_ms: null,
    session_answered: false,
    session_outcome: null,
    last_resolution: null,
    last_closed_at_ms: null,
    last_closed_day: null,
    last_intent: null,
    dialogue: NEW_DIALOGUE,
    inbox_version: 0,
    inbox_sent: 0,
    trouble: 0,
    trouble_until_ms: null,
    open_sends: [],
    answered_at_ms: [],
    timers: [],
    events: { from: 1, to: 1 },
    filings: { from: 1, to: 1 },
  };

/** Makes the state row if this is the first write. Call inside a transaction. */
export function open(kept: Kept, who: Identity, route: Route): StateRow {
  const existing = readState(kept);
  if (existing !== null) return existing;
  putState(kept, {
    ...NEW_STATE,
    business_id: who.businessId,
    conversation_id: who.conversationId,
    address: formatAddress(who.address),
    channel: route.channel,
    connection_id: route.connectionId,
  });
  return stateOf(kept);
}
