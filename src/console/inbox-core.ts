/** The list of conversations that need a person, over a SQL port. One business each. */
import { parseId, type ConversationId } from '../domain/ids.ts';
import type { InboxItem } from '../parts.ts';
import type { Sql } from '../platform/sql.ts';

/** How long the version of a removed conversation is remembered, so that a late older item does not bring it back. */
const TOMBSTONE_MS = 7 * 86_400_000;
const LAST_TEXT_CHARS = 240;
export const MAX_LISTED = 200;
/** Header of the internal upgrade request: when the session behind the socket ends. */
export const SOCKET_EXPIRES = 'x-shopbell-expires';

type Row = {
  conversation_id: string;
  version: number;
  address: string;
  channel: string;
  reason: string;
  since_ms: number;
  floor: string;
  member_id: string | null;
  last_text: string;
  last_at_ms: number;
};

export function createInboxTables(sql: Sql): void {
  sql.run(`CREATE TABLE IF NOT EXISTS items (
    conversation_id TEXT PRIMARY KEY, version INTEGER NOT NULL, address TEXT NOT NULL, channel TEXT NOT NULL,
    reason TEXT NOT NULL, since_ms INTEGER NOT NULL, floor TEXT NOT NULL, member_id TEXT, last_text TEXT NOT NULL,
    last_at_ms INTEGER NOT NULL) WITHOUT ROWID`);
  sql.run('CREATE INDEX IF NOT EXISTS items_waiting ON items (since_ms)');
  sql.run(`CREATE TABLE IF NOT EXISTS removed (
    conversation_id TEXT PRIMARY KEY, version INTEGER NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID`);
}

/** Those whom nobody has taken come first, the longest wait on top. */
export function listItems(sql: Sql, limit: number): InboxItem[] {
  const rows = sql.all<Row>(
    'SELECT * FROM items ORDER BY member_id IS NOT NULL, since_ms, conversation_id LIMIT ?',
    Math.max(1, Math.min(limit, MAX_LISTED)),
  );
  return rows.flatMap((row) => {
    const conversationId = parseId('cnv', row.conversation_id);
    if (conversationId === null) return [];
    return {
      conversationId,
      address: row.address,
      channel: row.channel,
      reason: row.reason,
      sinceMs: row.since_ms,
      floor: row.floor === 'person' ? 'person' : 'bot',
      memberId: row.member_id,
      lastText: row.last_text,
      lastAtMs: row.last_at_ms,
      version: row.version,
    };
  });
}

/** False when what is known is as new or newer. */
export function putItem(sql: Sql, item: InboxItem): boolean {
  return sql.transaction(() => {
    if (isKnown(sql, item.conversationId, item.version)) return false;
    sql.run('DELETE FROM removed WHERE conversation_id = ?', item.conversationId);
    sql.run(
      'INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      item.conversationId,
      item.version,
      item.address,
      item.channel,
      item.reason,
      item.sinceMs,
      item.floor,
      item.memberId,
      clip(item.lastText),
      item.lastAtMs,
    );
    return true;
  });
}

/** False when what is known is as new or newer. */
export function removeItem(
  sql: Sql,
  conversationId: ConversationId,
  version: number,
  nowMs: number,
): boolean {
  return sql.transaction(() => {
    if (isKnown(sql, conversationId, version)) return false;
    sql.run('DELETE FROM items WHERE conversation_id = ?', conversationId);
    sql.run('INSERT OR REPLACE INTO removed VALUES (?, ?, ?)', conversationId, version, nowMs);
    sql.run('DELETE FROM removed WHERE at_ms < ?', nowMs - TOMBSTONE_MS);
    return true;
  });
}

function isKnown(sql: Sql, conversationId: ConversationId, version: number): boolean {
  const rows = sql.all<{ version: number }>(
    `SELECT version FROM items WHERE conversation_id = ?1
     UNION ALL SELECT version FROM removed WHERE conversation_id = ?1`,
    conversationId,
  );
  return rows.some((row) => row.version >= version);
}

/** The list shows a line or two; a cut never splits a character. */
function clip(text: string): string {
  const characters = [...text];
  return characters.length <= LAST_TEXT_CHARS ? text : `${characters.slice(0, LAST_TEXT_CHARS).join('')}…`;
}
