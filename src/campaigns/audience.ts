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

/** Whether the outreach may know of it. */
export const isCampaignSend = (sendId: SendId): boolean => /_c[a-z0-9]+x[1-9]\d{0,6}$/.test(sendId);

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

type Settled = { state: RecipientState | null; reason: string | null; segments: number };

/** Writes outcomes and counts, and notes them in `row`, which the caller saves in the same transaction. */
export function settle(sql: Sql, row: CampaignRow, outcomes: readonly RecipientOutcome[]): void {
  const named = outcomes.flatMap((outcome) => {
    const seq = seqOfSend(row.campaignId, outcome.sendId);
    return seq === null || seq > row.cursorSeq ? [] : [{ seq, outcome }];
  });
  settleAll(sql, row, named);
}

/** For pages that nobody reported however often they were offered. A late report still replaces it. */
export function settleAsUnknown(sql: Sql, row: CampaignRow, fromSeq: number, toSeq: number): void {
  const outcome = { state: 'unknown', reason: 'not_reported', segments: 0 } as const;
  settleAll(
    sql,
    row,
    openRecipients(sql, fromSeq, toSeq).map(({ seq }) => ({ seq, outcome })),
  );
}

function settleAll(
  sql: Sql,
  row: CampaignRow,
  named: readonly { seq: number; outcome: Omit<RecipientOutcome, 'sendId'> }[],
): void {
  const known = new Map(
    sql
      .all<{ seq: number } & Settled>(
        'SELECT seq, state, reason, segments FROM recipients WHERE seq IN (SELECT value FROM json_each(?))',
        JSON.stringify(named.map(({ seq }) => seq)),
      )
      .map(({ seq, ...settled }) => [seq, settled]),
  );
  const changed = new Map<number, Settled>();
  const counts = new Map<string, { state: RecipientState; reason: string; change: number }>();
  const count = (state: RecipientState, reason: string | null, change: number): void => {
    const name = `${state} ${reason ?? ''}`;
    const before = counts.get(name)?.change ?? 0;
    counts.set(name, { state, reason: reason ?? '', change: before + change });
  };
  for (const { seq, outcome } of named) {
    const before = changed.get(seq) ?? known.get(seq);
    if (before === undefined || RANK[outcome.state] <= RANK[before.state ?? 'queued']) continue;
    const reason = outcome.reason?.slice(0, 64) ?? null;
    // Who was deferred is reported again without its text: what it costs is known from the first report.
    const segments = Math.max(before.segments, outcome.segments);
    changed.set(seq, { state: outcome.state, reason, segments });
    if (before.state !== null) count(before.state, before.reason, -1);
    count(outcome.state, reason, 1);
    if (outcome.state === 'sent') row.segments += segments;
    row.recent = withOutcome(row.recent, outcome.state);
  }
  if (changed.size === 0) return;
  sql.run(
    `UPDATE recipients SET state = changed.value ->> 'state', reason = changed.value ->> 'reason',
       segments = changed.value ->> 'segments'
     FROM json_each(?) AS changed WHERE seq = changed.value ->> 'seq'`,
    JSON.stringify([...changed].map(([seq, settled]) => ({ seq, ...settled }))),
  );
  sql.run(
    `INSERT INTO counts (state, reason, recipients)
     SELECT value ->> 'state', value ->> 'reason', value ->> 'change' FROM json_each(?) WHERE true
     ON CONFLICT (state, reason) DO UPDATE SET recipients = recipients + excluded.recipients`,
    JSON.stringify([...counts.values()]),
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
