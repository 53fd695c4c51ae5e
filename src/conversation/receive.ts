/**
 * Inbound in two steps. `append` is what the provider waits for: one row, written once however often the message comes. `takeIn`
 * is the first thing that everything else does: it moves what was appended into the thread, in order of arrival, and obeys STOP.
 * Nothing is claimed, decided or shown without it, so a STOP counts from the moment it was acknowledged.
 */
import type { InboundMessage } from '../domain/channel.ts';
import { readKeyword, readOptOutInWords } from '../domain/opt-out.ts';
import type { Sql } from '../platform/sql.ts';
import type { Identity, ReceiveResult, Route } from './api.ts';
import { changeState, mayWait, noteWaiting, readState, stateOf } from './held.ts';
import { applyConsent } from './consent.ts';
import { open } from './identity.ts';
import type { Ports } from './ports.ts';
import { countInbound } from './session.ts';

/** A burst is answered at the latest after this many gathering times, however long the customer goes on typing. */
const GATHER_AT_MOST = 4;

/** What is kept of a message until it is taken in. Whom it is about stands in every row: the first one makes the conversation. */
type Appended = { who: Identity; route: Route; gatherMs: number; message: InboundMessage };
type IntakeRow = { place: number; key: string; at_ms: number; body: string };

/** One transaction, no waiting: either all of it is stored or the provider hears an error and tries again. */
export function append(ports: Ports, who: Identity, route: Route, messages: InboundMessage[]): ReceiveResult {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  const gatherMs = ports.gatherMs(who.businessId, route.channel);
  const add = (message: InboundMessage): number =>
    sql.run(
      `INSERT INTO intake (key, at_ms, body) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING`,
      `${route.connectionId}:${message.providerMessageId}`,
      nowMs,
      JSON.stringify({ who, route, gatherMs, message } satisfies Appended),
    );
  const [only] = messages;
  // A single statement is a transaction of its own.
  const stored =
    messages.length === 1 && only !== undefined
      ? add(only)
      : sql.transaction(() => messages.reduce((sum, message) => sum + add(message), 0));
  if (stored > 0) noteWaiting(sql, 'intakeWaits', true);
  return { stored, duplicates: messages.length - stored };
}

/** Takes in what was appended. True when there was something. The row stays, without its body: it is the dedupe. */
export function takeIn(sql: Sql): boolean {
  if (!mayWait(sql, 'intakeWaits')) return false;
  const waiting = sql.all<IntakeRow>(
    `SELECT rowid AS place, key, at_ms, body FROM intake WHERE rowid > ? ORDER BY rowid`,
    readState(sql)?.taken ?? 0,
  );
  const last = waiting.at(-1);
  if (last !== undefined) {
    sql.transaction(() => {
      for (const row of waiting) takeOne(sql, row, appendedOf(row.body));
      changeState(sql, { taken: last.place });
      sql.run(`UPDATE intake SET body = '' WHERE rowid BETWEEN ? AND ?`, waiting[0]?.place ?? 0, last.place);
    });
  }
  noteWaiting(sql, 'intakeWaits', false);
  return last !== undefined;
}

function takeOne(
  sql: Sql,
  { key, at_ms: atMs }: IntakeRow,
  { who, route, gatherMs, message }: Appended,
): void {
  const before = open(sql, who, route);
  const [added] = sql.all<{ seq: number }>(
    `INSERT INTO messages (direction, author, text, at_ms, provider_key, payload) VALUES ('in', 'customer', ?, ?, ?, ?)
     RETURNING seq`,
    textOf(message),
    atMs,
    key,
    message.payload,
  );
  if (added === undefined) throw new Error('a message was not stored');
  gather(sql, route, atMs, gatherMs);
  countInbound(sql, before, atMs);
  obey(sql, atMs, route, message, added.seq);
}

function textOf(message: InboundMessage): string {
  if (message.media.length === 0) return message.text;
  const media = message.media.map((m) => `[${m.contentType}]`).join(' ');
  return message.text === '' ? media : `${message.text}\n${media}`;
}

function gather(sql: Sql, route: Route, atMs: number, gatherMs: number): void {
  const state = stateOf(sql);
  const firstUnreadAtMs = state.first_unread_at_ms ?? atMs;
  changeState(sql, {
    epoch: state.epoch + 1,
    channel: route.channel,
    connection_id: route.connectionId,
    last_inbound_at_ms: atMs,
    first_unread_at_ms: firstUnreadAtMs,
    gather_due_ms: Math.min(atMs + gatherMs, firstUnreadAtMs + GATHER_AT_MOST * gatherMs),
    session_answered: state.session_opened_at_ms === null ? 0 : state.session_answered,
    session_opened_at_ms: state.session_opened_at_ms ?? atMs,
  });
}

/** Keywords never pass through a model. */
function obey(sql: Sql, atMs: number, route: Route, message: InboundMessage, seq: number): void {
  const { keyword, source } = ruleOf(message);
  if (keyword === null) return;
  // "Yes" brings an opted-out customer back; from anybody else it is an answer to what was asked.
  if (keyword === 'start' && source !== 'provider' && stateOf(sql).opted_out === 0) return;
  const kind = keyword === 'stop' ? 'optOut' : 'optIn';
  const change = { kind, purpose: '', channel: route.channel, source, evidence: `message ${seq}` } as const;
  const result = keyword === 'help' ? { kind: 'changed' as const } : applyConsent(sql, atMs, change);
  // Confirmed once, and by one party: a second STOP, or one that the provider has answered, needs no word from us.
  const silent = source === 'provider' || result.kind !== 'changed';
  sql.run('UPDATE messages SET keyword = ?, turn = ? WHERE seq = ?', keyword, silent ? 0 : null, seq);
}

function ruleOf(message: InboundMessage): {
  keyword: 'stop' | 'start' | 'help' | null;
  source: 'provider' | 'keyword' | 'words';
} {
  if (message.handledByProvider !== null) return { keyword: message.handledByProvider, source: 'provider' };
  const keyword = readKeyword(message.text);
  if (keyword !== null) return { keyword, source: 'keyword' };
  return { keyword: readOptOutInWords(message.text) ? 'stop' : null, source: 'words' };
}

/** The only place that reads `intake.body`: we wrote it ourselves. */
function appendedOf(body: string): Appended {
  return JSON.parse(body) as Appended;
}
