/** The pages of a site as its object knows them: what waits, what was read, and what the site said of each. */
import type { Sql } from '../platform/sql.ts';

export type PageState = 'waiting' | 'read' | 'failed' | 'gone' | 'skipped';
export type PageKind = 'page' | 'sitemap';

export type PageRow = {
  url: string;
  depth: number;
  kind: PageKind;
  etag: string | null;
  last_modified: string | null;
  tries: number;
};

/** Puts a page into the queue of this run; a page that is in it already stays as it is. */
export function queuePage(sql: Sql, run: number, url: string, kind: PageKind, depth: number): void {
  sql.run(
    `INSERT INTO pages (url, position, depth, kind, state, run)
     VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM pages WHERE run = ?4), ?2, ?3, 'waiting', ?4)
     ON CONFLICT (url) DO UPDATE SET
       position = excluded.position, depth = excluded.depth, kind = excluded.kind, state = 'waiting', reason = NULL,
       tries = 0, run = excluded.run
     WHERE pages.run <> excluded.run`,
    url,
    depth,
    kind,
    run,
  );
}

export function isQueued(sql: Sql, run: number, url: string): boolean {
  return sql.all('SELECT url FROM pages WHERE url = ? AND run = ?', url, run).length > 0;
}

/** Sitemaps first, then in the order in which they were found. */
export function waitingPages(sql: Sql, run: number, limit: number): PageRow[] {
  return sql.all<PageRow>(
    `SELECT url, depth, kind, etag, last_modified, tries FROM pages
     WHERE run = ? AND state = 'waiting' ORDER BY kind DESC, position LIMIT ?`,
    run,
    limit,
  );
}

/** A page that another run has taken over meanwhile stays as it is. */
export function settlePage(
  sql: Sql,
  run: number,
  url: string,
  state: PageState,
  {
    reason = null,
    etag = null,
    lastModified = null,
  }: { reason?: string | null; etag?: string | null; lastModified?: string | null } = {},
): void {
  sql.run(
    `UPDATE pages SET state = ?, reason = ?, etag = ?, last_modified = ? WHERE url = ? AND run = ?`,
    state,
    reason,
    etag,
    lastModified,
    url,
    run,
  );
}

/** It will be asked once more. */
export function postponePage(sql: Sql, run: number, url: string): void {
  sql.run('UPDATE pages SET tries = tries + 1 WHERE url = ? AND run = ?', url, run);
}

export function countPages(sql: Sql, run: number, kind: PageKind): number {
  const [row] = sql.all<{ pages: number }>(
    'SELECT count(*) AS pages FROM pages WHERE run = ? AND kind = ?',
    run,
    kind,
  );
  return row?.pages ?? 0;
}

export type SettledPage = { url: string; state: PageState; reason: string | null };

export function settledPages(sql: Sql, run: number): SettledPage[] {
  return sql.all<SettledPage>(
    `SELECT url, state, reason FROM pages WHERE run = ? AND kind = 'page' ORDER BY position`,
    run,
  );
}

/** What the site no longer has leaves the object too. */
export function dropOtherRuns(sql: Sql, run: number): void {
  sql.transaction(() => {
    sql.run('DELETE FROM pages WHERE run <> ?', run);
    sql.run(`DELETE FROM drafts WHERE source NOT IN (SELECT url FROM pages)`);
    sql.run(`DELETE FROM kept WHERE name LIKE 'links %' AND substr(name, 7) NOT IN (SELECT url FROM pages)`);
  });
}
