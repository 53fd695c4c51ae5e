/**
 * What the one instance that owns a conversation's storage may keep in memory: the state row, read once; what a transaction changes
 * in it and tells the figures is written once, at its end. A transaction that fails takes its changes in memory back with it.
 * Every new object has a new database, in which each statement is compiled anew: few statements are what makes a turn quick.
 */
import type { EventBody } from '../domain/event.ts';
import type { Sql, SqlValue } from '../platform/sql.ts';
import type { StateRow } from './rows.ts';

export type HeldEvent = { atMs: number; body: EventBody };

type Held = {
  /** Undefined = not read yet. */
  state: Readonly<StateRow> | null | undefined;
  changed: boolean;
  events: readonly HeldEvent[];
  /** May the intake hold something that was not taken in? May events wait? Sends that are not settled? True until known. */
  intakeWaits: boolean;
  eventsWait: boolean;
  sendsWait: boolean;
  depth: number;
  see: (state: StateRow) => StateRow;
};

const held = new WeakMap<Sql, Held>();

/** @param see only for planted bugs: what is read is seen through it */
export function holding(sql: Sql, see: (state: StateRow) => StateRow = (state) => state): Sql {
  const kept: Held = {
    state: undefined,
    changed: false,
    events: [],
    intakeWaits: true,
    eventsWait: true,
    sendsWait: true,
    depth: 0,
    see,
  };
  const holder: Sql = {
    ...sql,
    transaction: (work) => {
      const { state, changed, events, intakeWaits, eventsWait, sendsWait } = kept;
      kept.depth += 1;
      try {
        return sql.transaction(() => {
          const result = work();
          if (kept.depth === 1) writeDown(sql, kept);
          return result;
        });
      } catch (error) {
        Object.assign(kept, { state, changed, events, intakeWaits, eventsWait, sendsWait });
        throw error;
      } finally {
        kept.depth -= 1;
      }
    },
  };
  held.set(holder, kept);
  return holder;
}

export function readState(sql: Sql): Readonly<StateRow> | null {
  const kept = heldBy(sql);
  if (kept.state === undefined) kept.state = sql.all<StateRow>('SELECT * FROM state WHERE id = 1')[0] ?? null;
  return kept.state === null ? null : kept.see(kept.state);
}

/** For code that runs only after the state exists. */
export function stateOf(sql: Sql): Readonly<StateRow> {
  const state = readState(sql);
  if (state === null) throw new Error('the conversation has no state yet');
  return state;
}

export function changeState(sql: Sql, changes: Partial<StateRow>): void {
  putState(sql, { ...stateOf(sql), ...changes });
}

export function putState(sql: Sql, state: StateRow): void {
  const kept = heldBy(sql);
  kept.state = state;
  kept.changed = true;
  if (kept.depth === 0) sql.transaction(() => {});
}

/** Joins what the transaction tells the figures. */
export function holdEvent(sql: Sql, event: HeldEvent): void {
  const kept = heldBy(sql);
  kept.events = [...kept.events, event];
  if (kept.depth === 0) sql.transaction(() => {});
}

type Waiting = 'intakeWaits' | 'eventsWait' | 'sendsWait';

export const mayWait = (sql: Sql, what: Waiting): boolean => heldBy(sql)[what];

export function noteWaiting(sql: Sql, what: Waiting, waits: boolean): void {
  heldBy(sql)[what] = waits;
}

function heldBy(sql: Sql): Held {
  const kept = held.get(sql);
  if (kept === undefined) throw new Error('the conversation runs on storage that is held');
  return kept;
}

function writeDown(sql: Sql, kept: Held): void {
  if (kept.changed && kept.state !== null && kept.state !== undefined) {
    const columns = Object.entries<SqlValue>(kept.state);
    const names = columns.map(([name]) => name).join(', ');
    sql.run(
      `INSERT OR REPLACE INTO state (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...columns.map(([, value]) => value),
    );
    kept.changed = false;
  }
  const [first] = kept.events;
  if (first === undefined) return;
  sql.run('INSERT INTO events (at_ms, body) VALUES (?, ?)', first.atMs, JSON.stringify(kept.events));
  kept.events = [];
  kept.eventsWait = true;
}
