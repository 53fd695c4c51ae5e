/** The tables of a business's outreach. Rows are read and written several at a time: that is what it is for. */
import type { EventBody } from '../domain/event.ts';
import { makeId, parseId, type ConversationId, type SendId } from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';
import type { Permit, Posted } from './api.ts';

/** Safe to run at every start of the object. */
export const OUTREACH_TABLES = `
CREATE TABLE IF NOT EXISTS contacts (
  conversation_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  granted TEXT NOT NULL,
  -- When offers were posted, by send id; the cap counts them.
  offers TEXT NOT NULL
) WITHOUT ROWID;
-- A send that was ever asked for stays, without its content once its conversation keeps it: it is never begun twice.
CREATE TABLE IF NOT EXISTS sends (
  -- The parts of its id in the other order: those of a campaign stand side by side, and six are one or two pages to write.
  place TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  -- posting, sent, leaving (for its conversation, which has not taken it yet), elsewhere
  state TEXT NOT NULL,
  lease_until_ms INTEGER,
  wish TEXT,
  progress TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sends_open ON sends (lease_until_ms) WHERE lease_until_ms IS NOT NULL;
-- What the figures have not heard yet. Named for the send and what became of it: told twice it is one event.
CREATE TABLE IF NOT EXISTS events (
  -- Never used again: who drops what was told must not meet what came meanwhile.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  bodies TEXT NOT NULL
);
`;

export type KeptState = 'posting' | 'sent' | 'leaving' | 'elsewhere';

export type SendRow = {
  sendId: SendId;
  conversationId: ConversationId;
  state: KeptState;
  /** While it is posting: when nobody is expected to come back any more. While it is leaving: when to try again. */
  leaseUntilMs: number | null;
  /** Null = its conversation has it. */
  posted: Posted | null;
};

export type Offer = { sendId: SendId; atMs: number };
export type Contact = {
  conversationId: ConversationId;
  version: number;
  granted: Permit['granted'];
  offers: Offer[];
};

type StoredSend = {
  place: string;
  conversation_id: string;
  state: string;
  lease_until_ms: number | null;
  wish: string | null;
  progress: string | null;
};

export function readSends(sql: Sql, sendIds: readonly SendId[]): Map<SendId, SendRow> {
  const rows = sql.all<StoredSend>(
    'SELECT * FROM sends WHERE place IN (SELECT value FROM json_each(?))',
    JSON.stringify(sendIds.map(placeOf)),
  );
  return new Map(rows.map(parseSend).map((row) => [row.sendId, row]));
}

export const readSend = (sql: Sql, sendId: SendId): SendRow | null =>
  readSends(sql, [sendId]).get(sendId) ?? null;

/** Of the offers that are remembered, those that only this object keeps. */
export function sentRows(sql: Sql, conversationId: ConversationId): SendRow[] {
  const { offers } = readContact(sql, conversationId);
  const rows = readSends(
    sql,
    offers.map(({ sendId }) => sendId),
  );
  return [...rows.values()].filter(({ state }) => state === 'sent');
}

/** Posts of which nobody will say more, and what its conversation could not take. */
export function overdueRows(sql: Sql, nowMs: number, limit: number): SendRow[] {
  return sql
    .all<StoredSend>(
      'SELECT * FROM sends WHERE lease_until_ms <= ? ORDER BY lease_until_ms LIMIT ?',
      nowMs,
      limit,
    )
    .map(parseSend);
}

export function firstLeaseMs(sql: Sql): number | null {
  return sql.all<{ at: number | null }>('SELECT MIN(lease_until_ms) AS at FROM sends')[0]?.at ?? null;
}

/** Gives those that were not there before; the others stay as they are. */
export function addSends(sql: Sql, rows: readonly SendRow[]): Set<SendId> {
  if (rows.length === 0) return new Set();
  const added = sql.all<{ place: string }>(
    `INSERT OR IGNORE INTO sends (place, conversation_id, state, lease_until_ms, wish, progress)
     SELECT value ->> 'place', value ->> 'conversationId', value ->> 'state', value ->> 'leaseUntilMs',
       value -> 'wish', value -> 'progress' FROM json_each(?) RETURNING place`,
    stored(rows, true),
  );
  return new Set(added.map(({ place }) => sendIdAt(place)));
}

/**
 * What a send carries never changes; it goes when its conversation has it. Gives those that were changed.
 * @param from only those that are in this state still
 */
export function changeSends(sql: Sql, rows: readonly SendRow[], from: KeptState | null = null): Set<SendId> {
  if (rows.length === 0) return new Set();
  const changed = sql.all<{ place: string }>(
    `UPDATE sends SET state = changed.value ->> 'state', lease_until_ms = changed.value ->> 'leaseUntilMs',
       wish = iif(changed.value -> 'progress' IS NULL, NULL, wish), progress = changed.value -> 'progress'
     FROM json_each(?) AS changed WHERE place = changed.value ->> 'place' AND state = coalesce(?, state)
     RETURNING place`,
    stored(rows, false),
    from,
  );
  return new Set(changed.map(({ place }) => sendIdAt(place)));
}

function stored(rows: readonly SendRow[], withWish: boolean): string {
  return JSON.stringify(
    rows.map(({ posted, sendId, ...rest }) => {
      const row = { ...rest, place: placeOf(sendId) };
      if (posted === null) return row;
      const { wish, ...progress } = posted;
      return withWish ? { ...row, wish, progress } : { ...row, progress };
    }),
  );
}

export function readContacts(sql: Sql, ids: readonly ConversationId[]): Map<ConversationId, Contact> {
  const rows = sql.all<{ conversation_id: string; version: number; granted: string; offers: string }>(
    `SELECT conversation_id, version, granted, offers FROM contacts
     WHERE conversation_id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
  return new Map(
    rows.map((row) => {
      const conversationId = parseId('cnv', row.conversation_id);
      if (conversationId === null) throw new Error('a stored contact has no valid id');
      const granted = JSON.parse(row.granted) as Contact['granted'];
      const offers = JSON.parse(row.offers) as Offer[];
      return [conversationId, { conversationId, version: row.version, granted, offers }];
    }),
  );
}

/** Of whom nothing is known yet nothing is allowed. */
export const readContact = (sql: Sql, id: ConversationId): Contact =>
  readContacts(sql, [id]).get(id) ?? { conversationId: id, version: 0, granted: {}, offers: [] };

export function putContacts(sql: Sql, contacts: readonly Contact[]): void {
  if (contacts.length === 0) return;
  sql.run(
    `INSERT INTO contacts (conversation_id, version, granted, offers)
     SELECT value ->> 'conversationId', value ->> 'version', value -> 'granted', value -> 'offers'
     FROM json_each(?) WHERE true
     ON CONFLICT (conversation_id) DO UPDATE
     SET version = excluded.version, granted = excluded.granted, offers = excluded.offers`,
    JSON.stringify(contacts),
  );
}

export type EventRow = { name: string; conversationId: string; atMs: number; bodies: EventBody[] };

export function addEvents(sql: Sql, rows: readonly EventRow[]): void {
  if (rows.length === 0) return;
  sql.run(
    `INSERT INTO events (name, conversation_id, at_ms, bodies)
     SELECT value ->> 'name', value ->> 'conversationId', value ->> 'atMs', value -> 'bodies'
     FROM json_each(?) ORDER BY key`,
    JSON.stringify(rows),
  );
}

/** Null = all was told. */
export function oldestEventMs(sql: Sql): number | null {
  return sql.all<{ at_ms: number }>('SELECT at_ms FROM events ORDER BY number LIMIT 1')[0]?.at_ms ?? null;
}

/** The first to come first. `upTo` names the last of them. */
export function oldestEvents(sql: Sql, limit: number): { rows: EventRow[]; upTo: number } {
  const rows = sql.all<{
    number: number;
    name: string;
    conversation_id: string;
    at_ms: number;
    bodies: string;
  }>('SELECT * FROM events ORDER BY number LIMIT ?', limit);
  return {
    rows: rows.map((row) => ({
      name: row.name,
      conversationId: row.conversation_id,
      atMs: row.at_ms,
      bodies: JSON.parse(row.bodies) as EventBody[],
    })),
    upTo: rows.at(-1)?.number ?? 0,
  };
}

export function dropEvents(sql: Sql, upTo: number): void {
  sql.run('DELETE FROM events WHERE number <= ?', upTo);
}

/** The only place where stored text is taken for the send that was stored. */
function parseSend(row: StoredSend): SendRow {
  const sendId = sendIdAt(row.place);
  const conversationId = parseId('cnv', row.conversation_id);
  if (conversationId === null) throw new Error('a stored send has lost its conversation');
  const posted =
    row.wish === null || row.progress === null
      ? null
      : ({ wish: JSON.parse(row.wish), ...JSON.parse(row.progress) } as Posted);
  return { sendId, conversationId, state: row.state as KeptState, leaseUntilMs: row.lease_until_ms, posted };
}

function placeOf(sendId: SendId): string {
  const [, conversation = '', rest = ''] = sendId.split('_');
  return `${rest}_${conversation}`;
}

function sendIdAt(place: string): SendId {
  const [rest = '', conversation = ''] = place.split('_');
  return makeId('snd', `${conversation}_${rest}`);
}
