/** What others see of a conversation. Reads only. */
import { conversationOfSend } from '../domain/ids.ts';
import type { SendId } from '../domain/ids.ts';
import type { Kept } from './kept.ts';
import type { SendView, ThreadEntry, ThreadView, UnderstoodAs } from './api.ts';
import { addressOf, openAttempt, readSend, readState } from './rows.ts';
import type { MessageRow, SendRow } from './rows.ts';

export function sendView(kept: Kept, sendId: SendId): SendView | null {
  const row = readSend(kept, sendId);
  return row === null ? null : viewOf(kept, row);
}

function viewOf(kept: Kept, row: SendRow): SendView {
  const { body } = row;
  const attempts = [...row.attempts];
  // The one under way is written down when it ends.
  if (row.state === 'posting' && attempts.length < row.tries) attempts.push(openAttempt(row));
  return {
    sendId: row.send_id,
    conversationId: conversationOfSend(row.send_id),
    class: row.class,
    author: row.author,
    channel: row.channel,
    connectionId: row.connection_id,
    to: addressOf(row.address),
    text: body.text,
    state: row.state,
    stateReason: row.state_reason,
    delivery: row.delivery,
    providerMessageId: row.provider_message_id,
    segments: row.segments,
    costMicroUsd: row.cost_micro_usd,
    createdAtMs: row.created_at_ms,
    notBeforeMs: row.not_before_ms,
    nextTryAtMs:
      row.state === 'pending' ? Math.max(row.not_before_ms, row.next_try_ms, row.created_at_ms) : null,
    authorisedBy: row.authorised_by,
    campaignId: row.campaign_id,
    attempts,
    reasons: body.reasons,
  };
}

export function threadView(kept: Kept, afterSeq: number, limit: number): ThreadView | null {
  const state = readState(kept);
  if (state === null) return null;
  const messages = kept.after('message', afterSeq, limit + 1);
  return {
    conversationId: state.conversation_id,
    businessId: state.business_id,
    address: addressOf(state.address),
    channel: state.channel,
    floor: { holder: state.floor, memberId: state.member_id, sinceMs: state.floor_since_ms },
    needsPerson:
      state.needs_person_since_ms === null
        ? null
        : { sinceMs: state.needs_person_since_ms, reason: state.needs_person_reason ?? '' },
    optedOut: state.opted_out,
    entries: messages.slice(0, limit).map((message) => entryOf(kept, message)),
    more: messages.length > limit,
  };
}

function entryOf(kept: Kept, message: Readonly<MessageRow>): ThreadEntry {
  const send = message.send_id === null ? null : readSend(kept, message.send_id);
  const colon = message.provider_key?.indexOf(':') ?? -1;
  const reasons = send?.body.reasons ?? null;
  return {
    seq: message.seq,
    direction: message.direction,
    author: message.author,
    text: message.text,
    atMs: message.at_ms,
    clientId: message.provider_key === null ? null : message.provider_key.slice(colon + 1),
    quickReplies: send?.body.quickReplies ?? [],
    evidence: reasons?.evidence ?? [],
    reasons,
    understood: understoodAs(message),
    send:
      send === null
        ? null
        : {
            sendId: send.send_id,
            state: send.state,
            stateReason: send.state_reason,
            delivery: send.delivery,
          },
  };
}

function understoodAs({ understood }: Readonly<MessageRow>): UnderstoodAs | null {
  if (understood === null) return null;
  const { intent, confidence, modelVersion, corrected } = understood;
  return { intent, confidence, modelVersion, corrected };
}
