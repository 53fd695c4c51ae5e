/** What a document's object keeps: the source as it came, what was read of it, and how far it has got. */
import type { Sql } from '../platform/sql.ts';
import type { SourceSpec } from './api.ts';
import type { Draft } from './drafts.ts';

export const INGEST_TABLES = `
  CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    spec TEXT NOT NULL,
    phase TEXT NOT NULL,
    run INTEGER NOT NULL,
    step INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    due_at_ms INTEGER
  );
  CREATE TABLE IF NOT EXISTS pieces (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS drafts (
    source TEXT NOT NULL, part INTEGER NOT NULL, drafts TEXT NOT NULL, PRIMARY KEY (source, part)
  );
  CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    -- page, sitemap
    kind TEXT NOT NULL,
    -- waiting, read, failed, gone, skipped
    state TEXT NOT NULL,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS pages_in_order ON pages (run, state, kind DESC, position);
  CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, text TEXT NOT NULL);
`;

/**
 * collecting: pieces are on their way. reading: pieces or pages become drafts. switching: the drafts replace what is served.
 * indexing: what follows the switch. idle: nothing to do before `dueAtMs`. removing: the document is gone, the indexes follow.
 */
export type Phase = 'collecting' | 'reading' | 'switching' | 'reindexing' | 'indexing' | 'idle' | 'removing';

export type Note = { reason: string; detail: string };

export type Job = {
  spec: SourceSpec;
  phase: Phase;
  /** Grows with every new beginning: a step of an older run changes nothing. */
  run: number;
  step: number;
  tries: number;
  /** What the readers leave out, to be shown with the document. */
  note: Note | null;
  dueAtMs: number | null;
};

type JobRow = {
  spec: string;
  phase: string;
  run: number;
  step: number;
  tries: number;
  note: string | null;
  due_at_ms: number | null;
};

/** Null as well where nothing was ever kept: an object that is only asked stays empty. */
export function readJob(sql: Sql): Job | null {
  if (sql.all(`SELECT name FROM sqlite_master WHERE name = 'job'`).length === 0) return null;
  const [row] = sql.all<JobRow>('SELECT spec, phase, run, step, tries, note, due_at_ms FROM job');
  if (row === undefined) return null;
  const { run, step, tries } = row;
  return {
    spec: JSON.parse(row.spec) as SourceSpec,
    phase: row.phase as Phase,
    run,
    step,
    tries,
    note: row.note === null ? null : (JSON.parse(row.note) as Note),
    dueAtMs: row.due_at_ms,
  };
}

export function writeJob(sql: Sql, job: Job): void {
  const { spec, phase, run, step, tries, note, dueAtMs } = job;
  sql.run(
    `INSERT OR REPLACE INTO job (id, spec, phase, run, step, tries, note, due_at_ms) VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
    JSON.stringify(spec),
    phase,
    run,
    step,
    tries,
    note === null ? null : JSON.stringify(note),
    dueAtMs,
  );
}

export function addPiece(sql: Sql, bytes: Uint8Array): void {
  sql.run(
    'INSERT INTO pieces (seq, bytes) VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM pieces), ?)',
    bytes,
  );
}

export function piecesOf(sql: Sql): Uint8Array[] {
  return sql.all<{ bytes: Uint8Array }>('SELECT bytes FROM pieces ORDER BY seq').map(({ bytes }) => bytes);
}

export function bytesKept(sql: Sql): number {
  const [row] = sql.all<{ bytes: number }>('SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM pieces');
  return row?.bytes ?? 0;
}

/** A row holds at most 2 MB. */
const PART_CHARS = 300_000;

/** @param source the page's address, or a part of a file: read again, it replaces what it gave before */
export function keepDrafts(sql: Sql, source: string, drafts: readonly Draft[]): void {
  sql.transaction(() => {
    sql.run('DELETE FROM drafts WHERE source = ?', source);
    let part: Draft[] = [];
    let chars = 0;
    let number = 0;
    const flush = () => {
      if (part.length > 0)
        sql.run(
          'INSERT INTO drafts (source, part, drafts) VALUES (?, ?, ?)',
          source,
          number,
          JSON.stringify(part),
        );
      part = [];
      chars = 0;
      number += 1;
    };
    for (const draft of drafts) {
      const length = draft.text.length + draft.title.length + draft.variants.join('').length;
      if (chars + length > PART_CHARS) flush();
      part.push(draft);
      chars += length;
    }
    flush();
  });
}

export function draftsFrom(sql: Sql, source: string): Draft[] {
  return sql
    .all<{ drafts: string }>('SELECT drafts FROM drafts WHERE source = ? ORDER BY part', source)
    .flatMap((row) => JSON.parse(row.drafts) as Draft[]);
}

/** A word of its own: the site's rules, what a page links to. */
export function keepText(sql: Sql, name: string, text: string): void {
  sql.run('INSERT OR REPLACE INTO kept (name, text) VALUES (?, ?)', name, text);
}

export function keptText(sql: Sql, name: string): string | null {
  const [row] = sql.all<{ text: string }>('SELECT text FROM kept WHERE name = ?', name);
  return row?.text ?? null;
}
