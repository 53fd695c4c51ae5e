/** Inbound: stored before the provider is answered, taken once however often it comes, STOP obeyed on the spot. */
import { formatAddress } from '../domain/address.ts';
import type { InboundMessage } from '../domain/channel.ts';
import { readKeyword, readOptOutInWords } from '../domain/opt-out.ts';
import type { Sql } from '../platform/sql.ts';
import type { Identity, ReceiveResult, Route } from './api.ts';
import { applyConsent } from './consent.ts';
import type { Ports } from './ports.ts';
import { readState, stateOf } from './rows.ts';

/** A burst is answered at the latest after this many gathering times, however long the customer goes on typing. */
const GATHER_AT_MOST = 4;

type Keyword = 'stop' | 'start' | 'help';
type Source = 'provider' | 'keyword' | 'words';
/** A message with the rule that it makes, if any. Keywords never pass through a model. */
export type Ruled = { message: InboundMessage; keyword: Keyword | null; source: Source };

export function ruledBy(message: InboundMessage): Ruled {
  if (message.handledByProvider !== null)
    return { message, keyword: message.handledByProvider, source: 'provider' };
  const keyword = readKeyword(message.text);
  if (keyword !== null) return { message, keyword, source: 'keyword' };
  return { message, keyword: readOptOutInWords(message.text) ? 'stop' : null, source: 'words' };
}

export type Received = ReceiveResult & {
  gatherDueMs: number;
  /** Nothing was here before: the gathering is all that is due. */
  isNew: boolean;
};

/**
 * One transaction, no waiting: either all of it is stored or the provider hears an error and tries again. As little as can be is
 * written here; figures of what came in are made by the alarm.
 */
export function receive(ports: Ports, who: Identity, route: Route, ruled: Ruled[]): Received {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const gatherMs = ports.gatherMs(who.businessId, route.channel);
  return sql.transaction(() => {
    const before = readState(sql);
    const seqs = ruled.map((one) => store(sql, nowMs, route, one.message));
    const stored = seqs.filter((seq) => seq !== null).length;
    const firstUnreadAtMs = before?.first_unread_at_ms ?? nowMs;
    const gatherDueMs = Math.min(nowMs + gatherMs, firstUnreadAtMs + GATHER_AT_MOST * gatherMs);
    const result = { stored, duplicates: ruled.length - stored, gatherDueMs, isNew: before === null };
    if (stored === 0) return result;
    if (before === null) openConversation(sql, who, route, nowMs, gatherDueMs);
    else gather(sql, route, nowMs, firstUnreadAtMs, gatherDueMs);
    ruled.forEach((one, at) => obey(sql, nowMs, route, one, seqs[at] ?? null));
    return result;
  });
}

/** The message's place in the thread, or null when it was here before. */
function store(sql: Sql, nowMs: number, route: Route, message: InboundMessage): number | null {
  const [added] = sql.all<{ seq: number }>(
    `INSERT INTO messages (direction, author, text, at_ms, provider_key, payload) VALUES ('in', 'customer', ?, ?, ?, ?)
     ON CONFLICT (provider_key) DO NOTHING RETURNING seq`,
    textOf(message),
    nowMs,
    `${route.connectionId}:${message.providerMessageId}`,
    message.payload,
  );
  return added?.seq ?? null;
}

function textOf(message: InboundMessage): string {
  if (message.media.length === 0) return message.text;
  const media = message.media.map((m) => `[${m.contentType}]`).join(' ');
  return message.text === '' ? media : `${message.text}\n${media}`;
}

function openConversation(sql: Sql, who: Identity, route: Route, nowMs: number, gatherDueMs: number): void {
  sql.run(
    `INSERT INTO state (id, business_id, conversation_id, address, channel, connection_id, epoch, last_inbound_at_ms,
       first_unread_at_ms, gather_due_ms, session_opened_at_ms) VALUES (1, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
    who.businessId,
    who.conversationId,
    formatAddress(who.address),
    route.channel,
    route.connectionId,
    nowMs,
    nowMs,
    gatherDueMs,
    nowMs,
  );
}

function gather(sql: Sql, route: Route, nowMs: number, firstUnreadAtMs: number, gatherDueMs: number): void {
  sql.run(
    `UPDATE state SET epoch = epoch + 1, channel = ?, connection_id = ?, last_inbound_at_ms = ?, first_unread_at_ms = ?,
       gather_due_ms = ?, session_counted = CASE WHEN session_opened_at_ms IS NULL THEN 0 ELSE session_counted END,
       session_answered = CASE WHEN session_opened_at_ms IS NULL THEN 0 ELSE session_answered END,
       session_opened_at_ms = coalesce(session_opened_at_ms, ?) WHERE id = 1`,
    route.channel,
    route.connectionId,
    nowMs,
    firstUnreadAtMs,
    gatherDueMs,
    nowMs,
  );
}

/** Keywords act here, before any model and in the same transaction as the message: nothing is claimed after it. */
function obey(sql: Sql, nowMs: number, route: Route, { keyword, source }: Ruled, seq: number | null): void {
  if (keyword === null || seq === null) return;
  // "Yes" brings an opted-out customer back; from anybody else it is an answer to what was asked.
  if (keyword === 'start' && source !== 'provider' && stateOf(sql).opted_out === 0) return;
  const kind = keyword === 'stop' ? 'optOut' : 'optIn';
  const change = { kind, purpose: '', channel: route.channel, source, evidence: `message ${seq}` } as const;
  const result = keyword === 'help' ? { kind: 'changed' as const } : applyConsent(sql, nowMs, change);
  // Confirmed once, and by one party: a second STOP, or one that the provider has answered, needs no word from us.
  const silent = source === 'provider' || result.kind !== 'changed';
  sql.run('UPDATE messages SET keyword = ?, turn = ? WHERE seq = ?', keyword, silent ? 0 : null, seq);
}
