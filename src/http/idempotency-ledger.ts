/** Who used which Idempotency-Key for what, on a SQL port: the same rules in the Durable Object and in tests. */
import type { IdempotencyApi, StoredAnswer } from '../parts.ts';
import type { Sql } from '../platform/sql.ts';

/** Answers are kept this long. */
export const KEEP_MS = 24 * 3_600_000;
/** A first call that neither finished nor failed after this long has crashed: the next one is the first. */
export const LEASE_MS = 120_000;

export type Begin = Awaited<ReturnType<IdempotencyApi['begin']>>;

export type IdempotencyLedger = {
  begin: (key: string, fingerprint: string) => Begin;
  finish: (key: string, fingerprint: string, answer: StoredAnswer) => void;
  release: (key: string, fingerprint: string) => void;
  /** Forgets what is too old; when to clean again, or null when nothing is left. */
  clean: () => number | null;
};

type Row = {
  fingerprint: string;
  state: string;
  since_ms: number;
  status: number | null;
  body: string | null;
  content_type: string | null;
};

export function idempotencyLedger(sql: Sql, nowMs: () => number): IdempotencyLedger {
  sql.run(`CREATE TABLE IF NOT EXISTS calls (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    status INTEGER,
    body TEXT,
    content_type TEXT
  ) WITHOUT ROWID`);
  sql.run('CREATE INDEX IF NOT EXISTS calls_by_age ON calls (since_ms)');

  return {
    begin(key, fingerprint) {
      return sql.transaction((): Begin => {
        const row = sql.all<Row>('SELECT * FROM calls WHERE key = ?', key)[0];
        const ageMs = row === undefined ? 0 : nowMs() - row.since_ms;
        const counts = row !== undefined && ageMs < KEEP_MS && (row.state === 'done' || ageMs < LEASE_MS);
        if (!counts) {
          sql.run(
            `INSERT INTO calls (key, fingerprint, state, since_ms) VALUES (?, ?, 'running', ?)
             ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, state = 'running',
               since_ms = excluded.since_ms, status = NULL, body = NULL, content_type = NULL`,
            key,
            fingerprint,
            nowMs(),
          );
          return { kind: 'first' };
        }
        if (row.fingerprint !== fingerprint) return { kind: 'mismatch' };
        if (row.state !== 'done') return { kind: 'running' };
        const answer = {
          status: row.status ?? 500,
          body: row.body ?? '',
          contentType: row.content_type ?? '',
        };
        return { kind: 'replay', answer };
      });
    },

    finish(key, fingerprint, { status, body, contentType }) {
      // Only the first to finish counts: a call that outlived its lease does not overwrite the answer already given.
      sql.run(
        `UPDATE calls SET state = 'done', status = ?, body = ?, content_type = ?
         WHERE key = ? AND fingerprint = ? AND state = 'running'`,
        status,
        body,
        contentType,
        key,
        fingerprint,
      );
    },

    release(key, fingerprint) {
      sql.run(`DELETE FROM calls WHERE key = ? AND fingerprint = ? AND state = 'running'`, key, fingerprint);
    },

    clean() {
      sql.run('DELETE FROM calls WHERE since_ms <= ?', nowMs() - KEEP_MS);
      const oldest = sql.all<{ at: number | null }>('SELECT MIN(since_ms) AS at FROM calls')[0]?.at ?? null;
      return oldest === null ? null : oldest + KEEP_MS;
    },
  };
}
