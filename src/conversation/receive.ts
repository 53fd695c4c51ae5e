/** Inbound: stored before the provider is answered, taken once however often it comes, STOP obeyed on the spot. */
import type { InboundMessage } from '../domain/channel.ts';
import { readKeyword, readOptOutInWords } from '../domain/opt-out.ts';
import type { Sql } from '../platform/sql.ts';
import type { Identity, ReceiveResult, Route } from './api.ts';
import { applyConsent } from './consent.ts';
import { emit } from './figures.ts';
import { open } from './identity.ts';
import type { Ports } from './ports.ts';
import { stateOf } from './rows.ts';
import type { StateRow } from './rows.ts';

/** A burst is answered at the latest after this many gathering times, however long the customer goes on typing. */
const GATHER_AT_MOST = 4;
const REOPENED_WITHIN_MS = 7 * 24 * 3_600_000;

/** One transaction, no waiting: either all of it is stored or the provider hears an error and tries again. */
export function receive(
  ports: Ports,
  who: Identity,
  route: Route,
  messages: InboundMessage[],
): ReceiveResult {
  const { sql } = ports;
  const nowMs = ports.nowMs();
  return sql.transaction(() => {
    open(sql, who, route);
    let stored = 0;
    for (const message of messages) {
      if (store(sql, nowMs, route, message)) stored += 1;
    }
    if (stored > 0) gather(sql, nowMs, route, ports.gatherMs(who.businessId, route.channel));
    return { stored, duplicates: messages.length - stored };
  });
}

function store(sql: Sql, nowMs: number, route: Route, message: InboundMessage): boolean {
  const added = sql.run(
    `INSERT INTO messages (direction, author, text, at_ms, provider_key, payload) VALUES ('in', 'customer', ?, ?, ?, ?)
     ON CONFLICT (provider_key) DO NOTHING`,
    textOf(message),
    nowMs,
    `${route.connectionId}:${message.providerMessageId}`,
    message.payload,
  );
  if (added === 0) return false;
  const state = stateOf(sql);
  openSession(sql, state, nowMs, route);
  emit(sql, state, nowMs, {
    kind: 'message.received',
    channel: route.channel,
    connectionId: route.connectionId,
  });
  obeyKeyword(sql, state, nowMs, route, message);
  return true;
}

function textOf(message: InboundMessage): string {
  if (message.media.length === 0) return message.text;
  const media = message.media.map((m) => `[${m.contentType}]`).join(' ');
  return message.text === '' ? media : `${message.text}\n${media}`;
}

/** Keywords act here, before any model and in the same transaction as the message: nothing is claimed after it. */
function obeyKeyword(sql: Sql, state: StateRow, nowMs: number, route: Route, message: InboundMessage): void {
  const seq = lastSeq(sql);
  const keyword =
    message.handledByProvider ??
    readKeyword(message.text) ??
    (readOptOutInWords(message.text) ? 'stop' : null);
  if (keyword === null) return;
  const source =
    message.handledByProvider !== null ? 'provider' : readKeyword(message.text) ? 'keyword' : 'words';
  const change = { purpose: '', channel: route.channel, source, evidence: `message ${seq}` } as const;
  // "Yes" brings an opted-out customer back; from anybody else it is an answer to what was asked.
  if (keyword === 'start' && state.opted_out === 0 && message.handledByProvider === null) return;
  const result =
    keyword === 'help'
      ? { kind: 'changed' as const }
      : applyConsent(sql, nowMs, { ...change, kind: keyword === 'stop' ? 'optOut' : 'optIn' });
  // Confirmed once, and by one party: a second STOP, or one that the provider has answered, needs no word from us.
  const silent = message.handledByProvider !== null || result.kind !== 'changed';
  sql.run('UPDATE messages SET keyword = ?, turn = ? WHERE seq = ?', keyword, silent ? 0 : null, seq);
}

function openSession(sql: Sql, state: StateRow, nowMs: number, route: Route): void {
  if (state.session_opened_at_ms !== null) return;
  sql.run(
    'UPDATE state SET session_opened_at_ms = ?, session_answered = 0, session_outcome = NULL WHERE id = 1',
    nowMs,
  );
  emit(sql, state, nowMs, { kind: 'conversation.opened', channel: route.channel });
  const was = state.last_resolution;
  if (
    (was === 'confirmed' || was === 'assumed') &&
    state.last_closed_at_ms !== null &&
    nowMs - state.last_closed_at_ms < REOPENED_WITHIN_MS
  ) {
    emit(sql, state, nowMs, {
      kind: 'conversation.reopened',
      channel: route.channel,
      was,
      ...(state.last_closed_day === null
        ? {}
        : { closedDay: state.last_closed_day, intent: state.last_intent }),
    });
  }
}

function gather(sql: Sql, nowMs: number, route: Route, gatherMs: number): void {
  const state = stateOf(sql);
  const firstUnreadAtMs = state.first_unread_at_ms ?? nowMs;
  sql.run(
    `UPDATE state SET epoch = epoch + 1, channel = ?, connection_id = ?, last_inbound_at_ms = ?, first_unread_at_ms = ?,
       gather_due_ms = ? WHERE id = 1`,
    route.channel,
    route.connectionId,
    nowMs,
    firstUnreadAtMs,
    Math.min(nowMs + gatherMs, firstUnreadAtMs + GATHER_AT_MOST * gatherMs),
  );
}

function lastSeq(sql: Sql): number {
  return sql.all<{ seq: number }>('SELECT max(seq) AS seq FROM messages')[0]?.seq ?? 0;
}
