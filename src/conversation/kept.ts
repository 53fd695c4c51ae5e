/**
 * What a conversation keeps: typed rows in one table of its own SQLite, held in memory by the one instance that owns it. What a
 * transaction changes is written once, at its end; one that fails leaves nothing behind, here or there.
 *
 * One table, because every conversation is a database of its own, in which each table is made and each statement compiled anew:
 * few statements are what makes a turn quick. Who is waiting for what stands in the state row, so nothing is searched for.
 */
import type { Sql, SqlValue } from '../platform/sql.ts';
import type { Kind, Rows } from './rows.ts';

/**
 * In order of arrival (`rowid`) for the intake, by number or id for the others. What came in stays under its key, without its body,
 * as long as the conversation: that is its dedupe, and longer than any provider redelivers.
 */
const TABLE =
  'CREATE TABLE IF NOT EXISTS kept (kind TEXT NOT NULL, id NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id))';
const APPEND = `INSERT INTO kept (kind, id, body) VALUES ('intake', ?, ?) ON CONFLICT DO NOTHING RETURNING rowid`;
/** The plus keeps SQLite from the index: few rows are younger than the last that was taken in. */
const APPENDED = `SELECT rowid AS place, id, body FROM kept WHERE rowid > ? AND +kind = 'intake' ORDER BY rowid`;
const READ = 'SELECT body FROM kept WHERE kind = ? AND id = ?';
const WRITE =
  'INSERT INTO kept (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body';
const DROP = 'DELETE FROM kept WHERE kind = ? AND id = ?';

/** Rows that are settled are forgotten from memory when there are more. */
const IN_MEMORY = 64;

export type Id = string | number;
export type Row = Rows[Kind];
export type Appended = { place: number; id: string; body: string };

/** For planted bugs only: how rows look when they are read, and what is written instead of them. Null = nothing is. */
export type Tamper = {
  read: (kind: Kind, id: Id, row: Row) => Row | null;
  write: (kind: Kind, row: Row) => Row | null;
};

export class Kept {
  readonly #sql: Sql;
  readonly #tamper: Tamper | null;
  #isMade = false;
  /** True until it is known that all was taken in. */
  #mayHaveAppended = true;
  #depth = 0;
  /** As it is in the table, as far as it was read; null = is not there. */
  #known = new Map<string, Row | null>();
  /** What the transaction under way has changed; null = dropped. */
  #changed = new Map<string, { kind: Kind; id: Id; row: Row | null }>();

  constructor(sql: Sql, tamper: Tamper | null = null) {
    this.#sql = sql;
    this.#tamper = tamper;
  }

  /** An object that was only looked at stays without a trace. */
  isEmpty(): boolean {
    if (this.#isMade) return false;
    return this.#sql.all(`SELECT 1 AS there FROM sqlite_master WHERE name = 'kept'`).length === 0;
  }

  make(): void {
    if (!this.#isMade) this.#sql.script(TABLE);
    this.#isMade = true;
  }

  /** False when something came under that key before. A single statement, and so a transaction of its own. */
  append(key: string, body: string): boolean {
    const isNew = this.#sql.all(APPEND, key, body).length > 0;
    this.#mayHaveAppended ||= isNew;
    return isNew;
  }

  get mayHaveAppended(): boolean {
    return this.#mayHaveAppended;
  }

  /** What was appended after that place, in order of arrival, is given to `take` in one transaction. False = there was nothing. */
  takeAppended(place: number, take: (appended: Appended) => void): boolean {
    if (!this.#mayHaveAppended) return false;
    const waiting = this.#sql.all<Appended>(APPENDED, place);
    const takeAll = (): void => {
      for (const appended of waiting) {
        take(appended);
        // The key stays.
        this.#sql.run(WRITE, 'intake', appended.id, '');
      }
    };
    if (waiting.length > 0) this.transaction(takeAll);
    this.#mayHaveAppended = false;
    return waiting.length > 0;
  }

  read<K extends Kind>(kind: K, id: Id): Readonly<Rows[K]> | null {
    const row = this.#readSound(kind, id);
    return row === null || this.#tamper === null ? row : (this.#tamper.read(kind, id, row) as Rows[K] | null);
  }

  put<K extends Kind>(kind: K, id: Id, row: Rows[K]): void {
    const written = this.#tamper === null ? row : this.#tamper.write(kind, row);
    if (written !== null) this.#change(kind, id, written);
  }

  drop(kind: Kind, id: Id): void {
    this.#change(kind, id, null);
  }

  /** Has the transaction under way written it? */
  isChanging(kind: Kind, id: Id): boolean {
    return this.#changed.has(nameOf(kind, id));
  }

  /** Numbered rows after that number, in order; those that the transaction under way adds are not among them. */
  after<K extends Kind>(kind: K, number: number, limit: number): Readonly<Rows[K]>[] {
    return this.#select<K>(
      `SELECT body FROM kept WHERE kind = ? AND id > ? ORDER BY id LIMIT ?`,
      kind,
      number,
      limit,
    );
  }

  /** Numbered rows before that number, the last first. */
  before<K extends Kind>(kind: K, number: number, limit: number): Readonly<Rows[K]>[] {
    return this.#select<K>(
      `SELECT body FROM kept WHERE kind = ? AND id < ? ORDER BY id DESC LIMIT ?`,
      kind,
      number,
      limit,
    );
  }

  /** @param work runs at once; nothing in it may wait */
  transaction<T>(work: () => T): T {
    const before = new Map(this.#changed);
    this.#depth += 1;
    try {
      return this.#sql.transaction(() => {
        const result = work();
        if (this.#depth === 1) this.#writeDown();
        return result;
      });
    } catch (error) {
      this.#changed = before;
      throw error;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#learn();
    }
  }

  #change(kind: Kind, id: Id, row: Row | null): void {
    if (this.#depth === 0) this.transaction(() => this.#change(kind, id, row));
    else this.#changed.set(nameOf(kind, id), { kind, id, row });
  }

  #readSound<K extends Kind>(kind: K, id: Id): Rows[K] | null {
    const name = nameOf(kind, id);
    const changed = this.#changed.get(name);
    if (changed !== undefined) return changed.row as Rows[K] | null;
    const known = this.#known.get(name);
    if (known !== undefined) return known as Rows[K] | null;
    const [row] = this.#select<K>(READ, kind, id);
    this.#known.set(name, row ?? null);
    return row ?? null;
  }

  /** The only place that reads `kept.body`: we wrote it ourselves. */
  #select<K extends Kind>(query: string, ...params: SqlValue[]): Rows[K][] {
    return this.#sql.all<{ body: string }>(query, ...params).map(({ body }) => JSON.parse(body) as Rows[K]);
  }

  #writeDown(): void {
    for (const { kind, id, row } of this.#changed.values())
      if (row === null) this.#sql.run(DROP, kind, id);
      else this.#sql.run(WRITE, kind, id, JSON.stringify(row));
  }

  /** What was written is known from now on. After a failure there is nothing to learn. */
  #learn(): void {
    for (const [name, { row }] of this.#changed) this.#known.set(name, row);
    this.#changed.clear();
    if (this.#known.size <= IN_MEMORY) return;
    const state = this.#known.get(nameOf('state', ''));
    this.#known.clear();
    if (state !== undefined) this.#known.set(nameOf('state', ''), state);
  }
}

const nameOf = (kind: Kind, id: Id): string => `${kind} ${id}`;
