/**
 * Tables of one conversation, in its own SQLite. That of the intake is made on the first touch, the others when something is
 * done with what came in: acknowledging a burst of new customers must be quick. Every statement must stay repeatable.
 */
import type { Sql } from '../platform/sql.ts';

/**
 * `intake.key` is the dedupe of inbound messages and lives as long as the conversation: longer than any provider
 * redelivers. `sends.ord` is the order of the outbox. `events` holds figures that have
 * not left yet; its numbers are never used again. `understood_turns` is by the last message of a turn.
 */
export const INTAKE_TABLE = `
CREATE TABLE IF NOT EXISTS intake (key TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL, body TEXT NOT NULL)
`;

export const OTHER_TABLES = `
CREATE TABLE IF NOT EXISTS state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  business_id TEXT NOT NULL, conversation_id TEXT NOT NULL, address TEXT NOT NULL,
  channel TEXT NOT NULL, connection_id TEXT NOT NULL,
  epoch INTEGER NOT NULL DEFAULT 0,
  taken INTEGER NOT NULL DEFAULT 0,
  next_turn INTEGER NOT NULL DEFAULT 1,
  opted_out INTEGER NOT NULL DEFAULT 0,
  floor TEXT NOT NULL DEFAULT 'bot', member_id TEXT, floor_since_ms INTEGER NOT NULL DEFAULT 0,
  needs_person_since_ms INTEGER, needs_person_reason TEXT,
  last_inbound_at_ms INTEGER,
  first_unread_at_ms INTEGER, gather_due_ms INTEGER,
  session_opened_at_ms INTEGER, session_answered INTEGER NOT NULL DEFAULT 0,
  session_outcome TEXT,
  last_resolution TEXT, last_closed_at_ms INTEGER, last_closed_day TEXT, last_intent TEXT,
  dialogue TEXT,
  inbox_version INTEGER NOT NULL DEFAULT 0, inbox_sent INTEGER NOT NULL DEFAULT 0,
  trouble INTEGER NOT NULL DEFAULT 0, trouble_until_ms INTEGER
);
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY,
  direction TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, at_ms INTEGER NOT NULL,
  provider_key TEXT, payload TEXT, keyword TEXT, turn INTEGER, send_id TEXT
);
CREATE TABLE IF NOT EXISTS sends (
  send_id TEXT PRIMARY KEY, ord INTEGER NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL, state_reason TEXT,
  class TEXT NOT NULL, author TEXT NOT NULL, channel TEXT NOT NULL, connection_id TEXT NOT NULL, address TEXT NOT NULL,
  body TEXT NOT NULL, campaign_id TEXT, segments INTEGER NOT NULL, cost_micro_usd INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL, not_before_ms INTEGER NOT NULL, next_try_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL,
  released_at_ms INTEGER, lease_until_ms INTEGER, lease INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0, resends INTEGER NOT NULL DEFAULT 0, posted_at_ms INTEGER,
  authorised_by TEXT, provider_message_id TEXT, delivery TEXT, confirms_opt_out INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS open_sends ON sends (ord) WHERE state IN ('pending', 'claimed', 'posting', 'unknown');
CREATE TABLE IF NOT EXISTS attempts (
  send_id TEXT NOT NULL, number INTEGER NOT NULL, started_at_ms INTEGER NOT NULL, ended_at_ms INTEGER,
  outcome TEXT, reason TEXT, PRIMARY KEY (send_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS understood_turns (
  seq INTEGER PRIMARY KEY, turn INTEGER NOT NULL, at_ms INTEGER NOT NULL, handed_over INTEGER NOT NULL, intent TEXT, confidence REAL NOT NULL, model_version TEXT NOT NULL,
  corrected INTEGER NOT NULL DEFAULT 0, meant TEXT, corrected_by TEXT
);
CREATE TABLE IF NOT EXISTS timers (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, due_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
  payload TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS consents (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, purpose TEXT NOT NULL, channel TEXT NOT NULL,
  source TEXT NOT NULL, evidence TEXT NOT NULL, at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS filings (seq INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, body TEXT NOT NULL);
`;

export function isEmpty(sql: Sql): boolean {
  return (
    sql.all(`SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'intake'`).length === 0
  );
}
