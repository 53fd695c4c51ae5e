/** The frozen audience in the campaign's own database: rows, their outcomes, and the counts kept beside them. */
import { formatAddress, parseAddress } from '../domain/address.ts';
import {
  keyOfConversation,
  makeId,
  type CampaignId,
  type ConversationId,
  type SendId,
} from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';
import {
  MAX_RECIPIENTS,
  type AddResult,
  type PageRecipient,
  type RecipientInput,
  type RecipientOutcome,
  type RecipientState,
} from './api.ts';
import { withOutcome } from './pace.ts';
import type { CampaignRow } from './tables.ts';

/** A later report replaces an earlier one only when it knows more. */
const RANK: Readonly<Record<RecipientState, number>> = {
  waiting: 0,
  queued: 0,
  deferred: 1,
  unknown: 2,
  failed: 3,
  denied: 3,
  cancelled: 3,
  sent: 4,
};

/**
 * The same for the same campaign and contact, always: the conversation's key is a hash of the business and the address, and the
 * rest names the campaign and the place in its frozen audience. The conversation's claim by send id forbids a second post.
 */
export function campaignSendId(campaignId: CampaignId, conversationId: ConversationId, seq: number): SendId {
  return makeId('snd', `${keyOfConversation(conversationId)}_${suffixOf(campaignId)}${seq}`);
}

function seqOfSend(campaignId: CampaignId, sendId: SendId): number | null {
  const suffix = sendId.slice(31);
  const prefix = suffixOf(campaignId);
  const seq = suffix.slice(prefix.length);
  return suffix.startsWith(prefix) && /^[1-9]\d{0,6}$/.test(seq) ? Number(seq) : null;
}

function suffixOf(campaignId: CampaignId): string {
  return `c${campaignId.slice(4)}x`;
}

/** All or nothing. Numbers are given without gaps, so that a range of numbers is a page. */
export function addToAudience(sql: Sql, recipients: readonly RecipientInput[]): AddResult {
  const rows = recipients.map((r) => ({ to: formatAddress(r.address), with: r.attributes }));
  return sql.transaction(() => {
    const before = audienceSize(sql);
    sql.run(
      `INSERT OR IGNORE INTO recipients (address, attributes)
       SELECT value ->> 'to', value -> 'with' FROM json_each(?) ORDER BY key`,
      JSON.stringify(rows),
    );
    const added = audienceSize(sql) - before;
    if (before + added > MAX_RECIPIENTS) {
      sql.run('DELETE FROM recipients WHERE seq > ?', before);
      return { kind: 'refused', reason: 'full' };
    }
    sql.run('UPDATE campaign SET total = ?', before + added);
    return { kind: 'added', added, duplicates: recipients.length - added };
  });
}

function audienceSize(sql: Sql): number {
  return sql.all<{ size: number }>('SELECT COALESCE(MAX(seq), 0) AS size FROM recipients')[0]?.size ?? 0;
}

export type AudienceRow = Pick<PageRecipient, 'seq' | 'address' | 'attributes'>;
type StoredRecipient = { seq: number; address: string; attributes: string };

/** Those of a page of whom nothing was reported yet. */
export function openRecipients(sql: Sql, fromSeq: number, toSeq: number): AudienceRow[] {
  const rows = sql.all<StoredRecipient>(
    'SELECT seq, address, attributes FROM recipients WHERE seq BETWEEN ? AND ? AND state IS NULL ORDER BY seq',
    fromSeq,
    toSeq,
  );
  return rows.map(parseRecipient);
}

export function sampleRecipients(sql: Sql, total: number, limit: number): AudienceRow[] {
  const size = Math.min(total, limit);
  const seqs = Array.from({ length: size }, (_, at) => 1 + Math.floor((at * total) / size));
  const rows = sql.all<StoredRecipient>(
    `SELECT seq, address, attributes FROM recipients
     WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    JSON.stringify(seqs),
  );
  return rows.map(parseRecipient);
}

/** Writes outcomes and counts, and notes them in `row`, which the caller saves in the same transaction. */
export function settle(sql: Sql, row: CampaignRow, outcomes: readonly RecipientOutcome[]): void {
  for (const outcome of outcomes) {
    const seq = seqOfSend(row.campaignId, outcome.sendId);
    if (seq !== null && seq <= row.cursorSeq) settleOne(sql, row, seq, outcome);
  }
}

function settleOne(
  sql: Sql,
  row: CampaignRow,
  seq: number,
  outcome: Pick<RecipientOutcome, 'state' | 'reason' | 'segments'>,
): void {
  type Settled = { state: RecipientState | null; reason: string | null; segments: number };
  const [known] = sql.all<Settled>('SELECT state, reason, segments FROM recipients WHERE seq = ?', seq);
  if (known === undefined || RANK[outcome.state] <= RANK[known.state ?? 'queued']) return;
  const reason = outcome.reason?.slice(0, 64) ?? null;
  // Who was deferred is reported again without its text: what it costs is known from the first report.
  const segments = Math.max(known.segments, outcome.segments);
  sql.run(
    'UPDATE recipients SET state = ?, reason = ?, segments = ? WHERE seq = ?',
    outcome.state,
    reason,
    segments,
    seq,
  );
  if (known.state !== null) count(sql, known.state, known.reason, -1);
  count(sql, outcome.state, reason, 1);
  if (outcome.state === 'sent') row.segments += segments;
  row.recent = withOutcome(row.recent, outcome.state);
}

/** For pages that nobody reported however often they were offered. A late report still replaces it. */
export function settleAsUnknown(sql: Sql, row: CampaignRow, fromSeq: number, toSeq: number): void {
  const outcome = { state: 'unknown', reason: 'not_reported', segments: 0 } as const;
  for (const { seq } of openRecipients(sql, fromSeq, toSeq)) settleOne(sql, row, seq, outcome);
}

function count(sql: Sql, state: RecipientState, reason: string | null, change: number): void {
  sql.run(
    `INSERT INTO counts (state, reason, recipients) VALUES (?, ?, ?)
     ON CONFLICT (state, reason) DO UPDATE SET recipients = recipients + excluded.recipients`,
    state,
    reason ?? '',
    change,
  );
}

export type CountRow = { state: RecipientState; reason: string; recipients: number };

export function readCounts(sql: Sql): CountRow[] {
  return sql.all<CountRow>('SELECT state, reason, recipients FROM counts WHERE recipients > 0');
}

/** The only place where stored text is taken for the recipient that was stored. */
function parseRecipient(row: StoredRecipient): AudienceRow {
  const address = parseAddress(row.address);
  if (address === null) throw new Error('a stored address is not valid');
  return { seq: row.seq, address, attributes: JSON.parse(row.attributes) as Record<string, string> };
}
