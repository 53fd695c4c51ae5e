/** What others see of a conversation. Reads only. */
import { conversationOfSend } from '../domain/ids.ts';
import type { SendId } from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';
import type { Attempt, SendView, ThreadEntry, ThreadView, UnderstoodAs } from './api.ts';
import { readState } from './held.ts';
import { addressOf, bodyOf, readSendRow } from './rows.ts';
import type { MessageRow, SendRow } from './rows.ts';

type AttemptRow = {
  number: number;
  started_at_ms: number;
  ended_at_ms: number | null;
  outcome: Attempt['outcome'];
  reason: string | null;
};

export function sendView(sql: Sql, sendId: SendId): SendView | null {
  const row = readSendRow(sql, sendId);
  return row === null ? null : viewOf(sql, row);
}

function viewOf(sql: Sql, row: SendRow): SendView {
  const body = bodyOf(row);
  const attempts = sql
    .all<AttemptRow>(
      'SELECT number, started_at_ms, ended_at_ms, outcome, reason FROM attempts WHERE send_id = ? ORDER BY number',
      row.send_id,
    )
    .map((attempt) => ({
      number: attempt.number,
      startedAtMs: attempt.started_at_ms,
      endedAtMs: attempt.ended_at_ms,
      outcome: attempt.outcome,
      reason: attempt.reason,
    }));
  // The one under way is written down when it ends.
  if (row.state === 'posting' && attempts.length < row.tries)
    attempts.push({
      number: row.tries,
      startedAtMs: row.posted_at_ms ?? row.created_at_ms,
      endedAtMs: null,
      outcome: null,
      reason: null,
    });
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

type EntryRow = MessageRow &
  Partial<Pick<SendRow, 'body' | 'state' | 'state_reason' | 'delivery'>> & {
    understood_intent: string | null;
    confidence: number | null;
    model_version: string | null;
    corrected: number | null;
    meant: string | null;
    corrected_by: string | null;
  };

export function threadView(sql: Sql, afterSeq: number, limit: number): ThreadView | null {
  const state = readState(sql);
  if (state === null) return null;
  const rows = sql.all<EntryRow>(
    `SELECT m.*, s.body, s.state, s.state_reason, s.delivery, u.intent AS understood_intent, u.confidence, u.model_version,
       u.corrected, u.meant, u.corrected_by
     FROM messages m LEFT JOIN sends s ON s.send_id = m.send_id
       LEFT JOIN understood_turns u ON u.seq = m.seq
     WHERE m.seq > ? ORDER BY m.seq LIMIT ?`,
    afterSeq,
    limit + 1,
  );
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
    optedOut: state.opted_out === 1,
    entries: rows.slice(0, limit).map(entryOf),
    more: rows.length > limit,
  };
}

function entryOf(row: EntryRow): ThreadEntry {
  const body = row.body == null ? null : bodyOf({ body: row.body });
  const colon = row.provider_key?.indexOf(':') ?? -1;
  return {
    seq: row.seq,
    direction: row.direction,
    author: row.author,
    text: row.text,
    atMs: row.at_ms,
    clientId: row.provider_key === null ? null : row.provider_key.slice(colon + 1),
    quickReplies: body?.quickReplies ?? [],
    evidence: body?.reasons?.evidence ?? [],
    reasons: body?.reasons ?? null,
    understood: understoodOf(row),
    send:
      row.send_id === null || row.state === undefined
        ? null
        : {
            sendId: row.send_id,
            state: row.state,
            stateReason: row.state_reason ?? null,
            delivery: row.delivery ?? null,
          },
  };
}

function understoodOf(row: EntryRow): UnderstoodAs | null {
  if (row.model_version === null || row.confidence === null) return null;
  return {
    intent: row.understood_intent,
    confidence: row.confidence,
    modelVersion: row.model_version,
    corrected: row.corrected === 1 ? { meant: row.meant, by: row.corrected_by ?? '' } : null,
  };
}
