/** Which pages leave now, and when to look again. Runs inside one transaction: the cursor moves with the record of the offer. */
import type { CampaignPageJob } from '../outbound/jobs.ts';
import type { Sql } from '../platform/sql.ts';
import type { CampaignProgress, RecipientState } from './api.ts';
import { readCounts, settleAsUnknown } from './audience.ts';
import { paceOf } from './pace.ts';
import { saveCampaign, type CampaignRow } from './tables.ts';

/** A page of which nothing was heard for so long was lost on the way. */
export const REOFFER_AFTER_MS = 10 * 60_000;
/** Enough to keep the consumers busy, few enough that a pause takes hold at once. */
export const MAX_OPEN_PAGES = 40;
/** Then those of the page whose fate is not known are called that: the campaign must come to an end. */
export const MAX_OFFERS = 12;
/** For the last reports, after the time when nothing may leave any more. */
export const LAST_REPORTS_MS = 5 * 60_000;

export type Release = { jobs: CampaignPageJob[]; wakeAtMs: number | null };

type OpenPage = { from_seq: number; to_seq: number; offered_at_ms: number; offers: number };

export function release(sql: Sql, row: CampaignRow, nowMs: number): Release {
  if (row.state === 'scheduled' && (row.spec.startAtMs ?? 0) <= nowMs) {
    row.state = 'running';
    row.startedAtMs = nowMs;
  }
  const open = row.state === 'running' || row.state === 'paused' || row.state === 'scheduled';
  const jobs: CampaignPageJob[] = [];
  if (open && nowMs >= row.spec.expiresAtMs + LAST_REPORTS_MS) {
    close(sql, row, nowMs, 'expired');
  } else if (row.state === 'running') {
    closeReportedPages(sql);
    if (nowMs < row.spec.expiresAtMs) {
      offerAgain(sql, row, nowMs, jobs);
      offerNew(sql, row, nowMs, jobs);
    }
    if (isComplete(sql, row)) close(sql, row, nowMs, null);
  }
  saveCampaign(sql, row);
  return { jobs, wakeAtMs: nextWakeMs(sql, row, nowMs) };
}

/** The queue did not take the job: nobody has it, so it is offered again soon and this try does not count. */
export function takeBack(sql: Sql, job: CampaignPageJob, nowMs: number): void {
  sql.run(
    'UPDATE pages SET offered_at_ms = ?, offers = offers - 1 WHERE from_seq = ?',
    nowMs - REOFFER_AFTER_MS + 5_000,
    job.fromSeq,
  );
}

/** After a pause every open page is due at once: its job was dropped meanwhile. */
export function makePagesDue(sql: Sql): void {
  sql.run('UPDATE pages SET offered_at_ms = 0, offers = 0');
}

function closeReportedPages(sql: Sql): void {
  sql.run(
    `DELETE FROM pages WHERE NOT EXISTS (
       SELECT 1 FROM recipients WHERE seq BETWEEN pages.from_seq AND pages.to_seq AND state IS NULL)`,
  );
}

function offerAgain(sql: Sql, row: CampaignRow, nowMs: number, jobs: CampaignPageJob[]): void {
  const { intervalMs } = paceOf(row.spec.perSecond);
  const lost = sql.all<OpenPage>(
    'SELECT * FROM pages WHERE offered_at_ms <= ? ORDER BY from_seq',
    nowMs - REOFFER_AFTER_MS,
  );
  for (const page of lost) {
    if (page.offers >= MAX_OFFERS) {
      settleAsUnknown(sql, row, page.from_seq, page.to_seq);
      sql.run('DELETE FROM pages WHERE from_seq = ?', page.from_seq);
    } else if (row.nextReleaseAtMs <= nowMs) {
      sql.run(
        'UPDATE pages SET offered_at_ms = ?, offers = offers + 1 WHERE from_seq = ?',
        nowMs,
        page.from_seq,
      );
      row.nextReleaseAtMs = nowMs + intervalMs;
      jobs.push(jobFor(row, page.from_seq, page.to_seq));
    }
  }
}

function offerNew(sql: Sql, row: CampaignRow, nowMs: number, jobs: CampaignPageJob[]): void {
  const { pageSize, pagesAtOnce, intervalMs } = paceOf(row.spec.perSecond);
  if (row.nextReleaseAtMs > nowMs) return;
  let openPages = countOpenPages(sql);
  for (let page = 0; page < pagesAtOnce; page += 1) {
    if (row.cursorSeq >= row.total || openPages >= MAX_OPEN_PAGES) return;
    const fromSeq = row.cursorSeq + 1;
    const toSeq = Math.min(row.cursorSeq + pageSize, row.total);
    sql.run(
      'INSERT INTO pages (from_seq, to_seq, offered_at_ms, offers) VALUES (?, ?, ?, 1)',
      fromSeq,
      toSeq,
      nowMs,
    );
    row.cursorSeq = toSeq;
    row.nextReleaseAtMs = nowMs + intervalMs;
    openPages += 1;
    jobs.push(jobFor(row, fromSeq, toSeq));
  }
}

function jobFor(row: CampaignRow, fromSeq: number, toSeq: number): CampaignPageJob {
  const { businessId, campaignId } = row;
  return { kind: 'campaign-page.v1', businessId, campaignId, fromSeq, toSeq };
}

/** Everybody was offered and reported, and nobody waits in a conversation for the morning. */
function isComplete(sql: Sql, row: CampaignRow): boolean {
  if (row.cursorSeq < row.total || countOpenPages(sql) > 0) return false;
  return readCounts(sql).every((count) => count.state !== 'deferred');
}

export function close(sql: Sql, row: CampaignRow, nowMs: number, reason: string | null): void {
  sql.run('DELETE FROM pages');
  row.state = 'done';
  row.stateReason = reason;
  row.finishedAtMs = nowMs;
}

function nextWakeMs(sql: Sql, row: CampaignRow, nowMs: number): number | null {
  const endMs = row.spec.expiresAtMs + LAST_REPORTS_MS;
  if (row.state === 'scheduled') return Math.min(row.spec.startAtMs ?? nowMs, endMs);
  if (row.state === 'paused') return endMs;
  if (row.state !== 'running') return null;
  if (nowMs >= row.spec.expiresAtMs) return endMs;
  const wakes = [row.spec.expiresAtMs];
  const openPages = countOpenPages(sql);
  if (row.cursorSeq < row.total && openPages < MAX_OPEN_PAGES) wakes.push(row.nextReleaseAtMs);
  const [oldest] = sql.all<{ at: number | null }>('SELECT MIN(offered_at_ms) AS at FROM pages');
  if (oldest !== undefined && oldest.at !== null) {
    wakes.push(Math.max(oldest.at + REOFFER_AFTER_MS, row.nextReleaseAtMs));
  }
  return Math.max(Math.min(...wakes), nowMs);
}

function countOpenPages(sql: Sql): number {
  return sql.all<{ pages: number }>('SELECT COUNT(*) AS pages FROM pages')[0]?.pages ?? 0;
}

/** From the counts alone. Who was not reported when a campaign closed is shown as cancelled with the campaign's reason. */
export function progressOf(sql: Sql, row: CampaignRow): CampaignProgress {
  const byState: Record<RecipientState, number> = {
    waiting: row.total - row.cursorSeq,
    queued: row.cursorSeq,
    sent: 0,
    deferred: 0,
    failed: 0,
    denied: 0,
    unknown: 0,
    cancelled: 0,
  };
  const byReason = new Map<string, number>();
  const addReason = (reason: string, recipients: number): void => {
    byReason.set(reason, (byReason.get(reason) ?? 0) + recipients);
  };
  const closed = row.state === 'cancelled' || row.state === 'done';
  for (const { state, reason, recipients } of readCounts(sql)) {
    byState[state] += recipients;
    byState.queued -= recipients;
    if (reason !== '' && !(closed && state === 'deferred')) addReason(reason, recipients);
  }
  if (closed) {
    const cut = byState.waiting + byState.queued + byState.deferred;
    byState.cancelled += cut;
    byState.waiting = byState.queued = byState.deferred = 0;
    if (cut > 0) addReason(row.stateReason ?? row.state, cut);
  }
  return {
    state: row.state,
    stateReason: row.stateReason,
    total: row.total,
    byState,
    byReason: Object.fromEntries(byReason),
    segments: row.segments,
    startedAtMs: row.startedAtMs,
    finishedAtMs: row.finishedAtMs,
  };
}
