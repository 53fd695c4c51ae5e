/** The tables of one campaign's own database, and how its rows are read. */
import type { Sql } from '../platform/sql.ts';
import type { CampaignSpec, CampaignState } from './api.ts';
import { parseId, type BusinessId, type CampaignId } from '../domain/ids.ts';

/** Safe to run at every start of the object. */
export const CAMPAIGN_TABLES = `
CREATE TABLE IF NOT EXISTS campaign (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  business_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT,
  total INTEGER NOT NULL DEFAULT 0,
  -- The last recipient that was offered.
  cursor_seq INTEGER NOT NULL DEFAULT 0,
  segments INTEGER NOT NULL DEFAULT 0,
  next_release_at_ms INTEGER NOT NULL DEFAULT 0,
  -- The latest outcomes of the provider, one character each.
  recent TEXT NOT NULL DEFAULT '',
  alarm_failures INTEGER NOT NULL DEFAULT 0,
  started_at_ms INTEGER,
  finished_at_ms INTEGER
);
-- The frozen audience. No state yet = waiting behind the cursor, or offered and not reported.
CREATE TABLE IF NOT EXISTS recipients (
  seq INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  attributes TEXT NOT NULL,
  state TEXT,
  reason TEXT,
  segments INTEGER NOT NULL DEFAULT 0
);
-- Pages that were offered and are not fully reported.
CREATE TABLE IF NOT EXISTS pages (
  from_seq INTEGER PRIMARY KEY,
  to_seq INTEGER NOT NULL,
  offered_at_ms INTEGER NOT NULL,
  offers INTEGER NOT NULL
);
-- Kept beside the rows they count: progress does not read 100,000 rows.
CREATE TABLE IF NOT EXISTS counts (
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  recipients INTEGER NOT NULL,
  PRIMARY KEY (state, reason)
) WITHOUT ROWID;
`;

export type CampaignRow = {
  businessId: BusinessId;
  campaignId: CampaignId;
  spec: CampaignSpec;
  state: CampaignState;
  stateReason: string | null;
  total: number;
  cursorSeq: number;
  segments: number;
  nextReleaseAtMs: number;
  recent: string;
  alarmFailures: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
};

type StoredCampaign = {
  business_id: string;
  campaign_id: string;
  spec: string;
  state: string;
  state_reason: string | null;
  total: number;
  cursor_seq: number;
  segments: number;
  next_release_at_ms: number;
  recent: string;
  alarm_failures: number;
  started_at_ms: number | null;
  finished_at_ms: number | null;
};

export function insertCampaign(
  sql: Sql,
  businessId: BusinessId,
  campaignId: CampaignId,
  spec: CampaignSpec,
): void {
  sql.run(
    `INSERT INTO campaign (only, business_id, campaign_id, spec, state) VALUES (1, ?, ?, ?, 'draft')
     ON CONFLICT (only) DO NOTHING`,
    businessId,
    campaignId,
    JSON.stringify(spec),
  );
}

/** Null before `insertCampaign`. */
export function readCampaign(sql: Sql): CampaignRow | null {
  const [row] = sql.all<StoredCampaign>('SELECT * FROM campaign');
  return row === undefined ? null : parseCampaign(row);
}

/** Writes what changes; identity, spec and total are not among it. */
export function saveCampaign(sql: Sql, row: CampaignRow): void {
  sql.run(
    `UPDATE campaign SET state = ?, state_reason = ?, cursor_seq = ?, segments = ?, next_release_at_ms = ?, recent = ?,
       alarm_failures = ?, started_at_ms = ?, finished_at_ms = ?`,
    row.state,
    row.stateReason,
    row.cursorSeq,
    row.segments,
    row.nextReleaseAtMs,
    row.recent,
    row.alarmFailures,
    row.startedAtMs,
    row.finishedAtMs,
  );
}

/** The only place where stored text is taken for the types that were stored. */
function parseCampaign(row: StoredCampaign): CampaignRow {
  const businessId = parseId('biz', row.business_id);
  const campaignId = parseId('cmp', row.campaign_id);
  if (businessId === null || campaignId === null) throw new Error('the campaign has lost its identity');
  return {
    businessId,
    campaignId,
    spec: JSON.parse(row.spec) as CampaignSpec,
    state: row.state as CampaignState,
    stateReason: row.state_reason,
    total: row.total,
    cursorSeq: row.cursor_seq,
    segments: row.segments,
    nextReleaseAtMs: row.next_release_at_ms,
    recent: row.recent,
    alarmFailures: row.alarm_failures,
    startedAtMs: row.started_at_ms,
    finishedAtMs: row.finished_at_ms,
  };
}
