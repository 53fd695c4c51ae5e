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
const APPEND = `INSERT INTO kept (kind, id, body) VALUES ('intake', ?, ?) ON CONFLICT DO NOTHING RETURNING rowid AS place`;
/** The plus keeps SQLite from the index: few rows are younger than the last that was taken in. */
const APPENDED = `SELECT rowid AS place, id, body FROM kept WHERE rowid > ? AND +kind = 'intake' ORDER BY rowid`;
const READ = 'SELECT body FROM kept WHERE kind = ? AND id = ?';
const WRITE =
  'INSERT INTO kept (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body';
const DROP = 'DELETE FROM kept WHERE kind = ? AND id = ?';

/** Rows are forgotten from memory when there are more. */
const IN_MEMORY = 64;

export type Id = string | number;
export type Row = Rows[Kind];
export type Appended = { place: number; id: string; body: string };

/** For planted bugs only: how rows look when they are read, and what is written instead of them. Null = nothing is. */
export type Tamper = {
  read: (kind: Kind, id: Id, row: Row) => Row | null;
  write: (kind: Kind, row: Row) => Row | null;
};

type Changes = Map<string, { kind: Kind; id: Id; row: Row | null }>;

export class Kept {
  readonly #sql: Sql;
  readonly #tamper: Tamper | null;
  #isMade = false;
  /** What was appended and not taken in; null = that is not known. */
  #waiting: Appended[] | null = null;
  /** All rows that there are stand in memory: this instance has seen the object begin. */
  #isWhole = false;
  #depth = 0;
  /** As it is in the table, as far as it was read; null = is not there. */
  #known = new Map<string, Row | null>();
  /** What was taken in since the last write, and whose bodies go with it: the intake holds it until then. */
  #takenIn: Changes = new Map();
  #emptied: string[] = [];
  /** What the transaction under way has changed; null = dropped. */
  #changed: Changes = new Map();

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

  /** All of them or none; those whose key came before are left out. Gives how many are new. A single one is one statement. */
  append(messages: readonly { key: string; body: string }[]): number {
    const added: Appended[] = [];
    const add = ({ key, body }: { key: string; body: string }): void => {
      const [row] = this.#sql.all<{ place: number }>(APPEND, key, body);
      if (row !== undefined) added.push({ place: row.place, id: key, body });
    };
    const [only] = messages;
    if (messages.length === 1 && only !== undefined) add(only);
    else this.#sql.transaction(() => messages.forEach(add));
    // Nothing stood before the first row, and none is ever dropped of the intake.
    if (added[0]?.place === 1) {
      this.#isWhole = true;
      this.#waiting = [];
    }
    this.#waiting?.push(...added);
    return added.length;
  }

  get mayHaveAppended(): boolean {
    return this.#waiting === null || this.#waiting.length > 0;
  }

  /**
   * What was appended after that place is given to `take` in order of arrival, all of it or nothing. It is written with the next
   * transaction, or before anything leaves: who forgets it meanwhile takes the same in again. False = there was nothing.
   */
  takeAppended(place: number, take: (appended: Appended) => void): boolean {
    const waiting = this.#waiting ?? this.#sql.all<Appended>(APPENDED, place);
    if (waiting.length > 0) this.#takeAll(waiting, take);
    this.#waiting = [];
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

  /** Will the next write write it? */
  isChanging(kind: Kind, id: Id): boolean {
    const name = nameOf(kind, id);
    return this.#changed.has(name) || this.#takenIn.has(name);
  }

  /** Numbered rows after that number, in order; those that the transaction under way adds are not among them. */
  after<K extends Kind>(kind: K, number: number, limit: number): Readonly<Rows[K]>[] {
    this.writeTakenIn();
    return this.#select<K>(
      `SELECT body FROM kept WHERE kind = ? AND id > ? ORDER BY id LIMIT ?`,
      kind,
      number,
      limit,
    );
  }

  /** Numbered rows before that number, the last first. */
  before<K extends Kind>(kind: K, number: number, limit: number): Readonly<Rows[K]>[] {
    this.writeTakenIn();
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
      const result = work();
      if (this.#depth === 1) this.#writeDown(this.#changed);
      return result;
    } catch (error) {
      this.#changed = before;
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Before anything of it leaves the conversation. */
  writeTakenIn(): void {
    if (this.#emptied.length > 0) this.#writeDown(new Map());
  }

  #takeAll(waiting: readonly Appended[], take: (appended: Appended) => void): void {
    const under = this.#changed;
    const before = this.#takenIn;
    // Read and written like a transaction, upon what was taken in before it.
    this.#changed = new Map();
    this.#depth += 1;
    try {
      for (const appended of waiting) take(appended);
      this.#takenIn = new Map([...before, ...this.#changed]);
      this.#emptied.push(...waiting.map(({ id }) => id));
    } finally {
      this.#depth -= 1;
      this.#changed = under;
    }
  }

  #change(kind: Kind, id: Id, row: Row | null): void {
    if (this.#depth === 0) this.transaction(() => this.#change(kind, id, row));
    else this.#changed.set(nameOf(kind, id), { kind, id, row });
  }

  #readSound<K extends Kind>(kind: K, id: Id): Rows[K] | null {
    const name = nameOf(kind, id);
    const changed = this.#changed.get(name) ?? this.#takenIn.get(name);
    if (changed !== undefined) return changed.row as Rows[K] | null;
    const known = this.#known.get(name);
    if (known !== undefined) return known as Rows[K] | null;
    if (this.#isWhole) return null;
    const [row] = this.#select<K>(READ, kind, id);
    this.#known.set(name, row ?? null);
    return row ?? null;
  }

  /** The only place that reads `kept.body`: we wrote it ourselves. */
  #select<K extends Kind>(query: string, ...params: SqlValue[]): Rows[K][] {
    return this.#sql.all<{ body: string }>(query, ...params).map(({ body }) => JSON.parse(body) as Rows[K]);
  }

  /** Those changes and what was taken in, all or nothing; then it is known, and nothing is under way. */
  #writeDown(changes: Changes): void {
    const all = this.#emptied.length === 0 ? changes : new Map([...this.#takenIn, ...changes]);
    if (all.size === 0) return;
    this.#sql.transaction(() => {
      for (const { kind, id, row } of all.values())
        if (row === null) this.#sql.run(DROP, kind, id);
        else this.#sql.run(WRITE, kind, id, JSON.stringify(row));
      // The key stays.
      for (const key of this.#emptied) this.#sql.run(WRITE, 'intake', key, '');
    });
    for (const [name, { row }] of all) this.#known.set(name, row);
    changes.clear();
    this.#takenIn = new Map();
    this.#emptied = [];
    this.#forgetMost();
  }

  #forgetMost(): void {
    if (this.#known.size <= IN_MEMORY) return;
    const state = this.#known.get(nameOf('state', ''));
    this.#known.clear();
    this.#isWhole = false;
    if (state !== undefined) this.#known.set(nameOf('state', ''), state);
  }
}

const nameOf = (kind: Kind, id: Id): string => `${kind} ${id}`;
