/** Planted bugs: each one breaks a promise on purpose. A simulation that does not notice them proves nothing. */
import type { Ports } from '../../src/conversation/ports.ts';
import type { StateRow } from '../../src/conversation/rows.ts';
import type { GovernorStub } from '../../src/outbound/governor-client.ts';
import type { Sql } from '../../src/platform/sql.ts';

export type Mutant = {
  name: string;
  sql: (sql: Sql) => Sql;
  campaignSql: (sql: Sql) => Sql;
  ports: (ports: Ports) => Ports;
  governor: (stub: GovernorStub) => GovernorStub;
  /** How the core sees its own state. */
  see: (state: StateRow) => StateRow;
  /** The front door answers the provider before the message is stored. */
  acknowledgesEarly?: boolean;
};

const sound: Mutant = {
  name: 'none',
  sql: (sql) => sql,
  campaignSql: (sql) => sql,
  ports: (ports) => ports,
  governor: (stub) => stub,
  see: (state) => state,
};
export const NO_MUTANT = sound;

/** Replaces a piece of every statement that has it, and must have it somewhere: a mutant that changes nothing is no mutant. */
function rewritten(name: string, changes: readonly [string | RegExp, string][]): Mutant {
  return { ...sound, name, sql: (sql) => rewriting(sql, changes) };
}

function rewriting(sql: Sql, changes: readonly [string | RegExp, string][]): Sql {
  const known = new Map<string, string>();
  const change = (query: string): string => {
    let changed = known.get(query);
    if (changed === undefined) {
      changed = changes.reduce((text, [from, to]) => text.replace(from, to), query);
      known.set(query, changed);
    }
    return changed;
  };
  return {
    all: (query, ...params) => sql.all(change(query), ...params),
    run: (query, ...params) => sql.run(change(query), ...params),
    script: (statements) => sql.script(statements),
    transaction: (work) => sql.transaction(work),
  };
}

let copies = 0;

export const MUTANTS: readonly Mutant[] = [
  {
    ...sound,
    name: 'inbound messages are not deduplicated',
    sql: (sql) => ({
      ...sql,
      run: (query, ...params) => {
        if (!query.startsWith('INSERT INTO intake')) return sql.run(query, ...params);
        copies += 1;
        return sql.run(query, ...params.map((p, i) => (i === 0 ? `${String(p)}#${copies}` : p)));
      },
    }),
  },
  { ...sound, name: 'the provider is answered before the message is stored', acknowledgesEarly: true },
  { ...sound, name: 'STOP is confirmed but not kept', see: (state) => ({ ...state, opted_out: 0 }) },
  {
    ...sound,
    name: 'STOP does not reach sends that are already claimed',
    sql: (sql) => {
      const read = sql.all.bind(sql);
      return {
        ...sql,
        all: (query, ...params) => {
          // The gate sees every customer as willing, and STOP leaves the outbox alone.
          if (query.includes(`SELECT * FROM sends WHERE state IN ('pending', 'claimed')`)) return [];
          return read(query, ...params);
        },
      };
    },
    see: (state) => ({ ...state, opted_out: 0 }),
  },
  {
    ...sound,
    name: 'a send that is being posted is taken for one that waits',
    sql: (sql) => ({
      ...sql,
      all: (query, ...params) => {
        const rows = sql.all(query, ...params);
        if (query.includes('FROM sends'))
          for (const row of rows)
            if ('state' in row && row.state === 'posting')
              Object.assign(row, { state: 'pending', next_try_ms: 0 });
        return rows as never;
      },
    }),
  },
  rewritten('a post that was interrupted is simply made again', [
    [
      `SET state = 'unknown', state_reason`,
      `SET state = 'pending', next_try_ms = 0, released_at_ms = NULL, state_reason`,
    ],
  ]),
  { ...sound, name: 'the alarm is not armed again', ports: (ports) => armsOnce(ports) },
  {
    ...sound,
    name: 'a delivery status may go backwards',
    sql: (sql) => ({
      ...sql,
      all: (query, ...params) => {
        const rows = sql.all(query, ...params);
        if (query.startsWith('SELECT * FROM sends'))
          for (const row of rows) if ('delivery' in row) Object.assign(row, { delivery: null });
        return rows as never;
      },
    }),
  },
  rewritten('the youngest send leaves first, and none waits for another', [
    ['ORDER BY ord LIMIT 1', 'ORDER BY ord DESC LIMIT 1'],
    ['SELECT min(ord)', 'SELECT max(ord)'],
    [`state IN ('pending', 'claimed', 'posting') AND lane`, `state IN ('pending') AND lane`],
  ]),
  rewritten('a job that the queue lost is never released again', [
    ['SET released_at_ms = ? WHERE', 'SET released_at_ms = ? + 9e12 WHERE'],
  ]),
  {
    ...sound,
    name: 'the governor is not asked',
    ports: (ports) => ({ ...ports, governor: { ...ports.governor, take: async () => ({ kind: 'go' }) } }),
    governor: (stub) => ({
      ...stub,
      take: async (_rate, _burst, wanted) => ({ granted: wanted, waitMs: 0, failures: 0 }),
    }),
  },
  {
    ...sound,
    name: 'a lease takes more than it is given',
    governor: (stub) => ({
      ...stub,
      take: async (rate, burst, wanted) => {
        const grant = await stub.take(rate, burst, wanted);
        return { ...grant, granted: grant.granted * 3 };
      },
    }),
  },
  rewritten('the frequency cap forgets what was sent', [
    [
      `SELECT posted_at_ms FROM sends WHERE class = 'marketing'`,
      `SELECT posted_at_ms FROM sends WHERE class = 'nothing'`,
    ],
  ]),
  {
    ...sound,
    name: 'an answer is committed although the conversation has moved on',
    see: (state) => ({ ...state, epoch: 1 }),
  },
  rewritten('figures are forgotten before they are sent', [
    [
      'SELECT seq, at_ms, body FROM events ORDER BY seq LIMIT ?',
      'SELECT seq, at_ms, body FROM events WHERE seq % 7 <> 3 ORDER BY seq LIMIT ?',
    ],
  ]),
  {
    ...sound,
    name: 'money is spent without asking',
    ports: (ports) => ({ ...ports, budget: { ...ports.budget, reserve: async () => true } }),
  },
];

/** Keeps only the alarms that a call from outside sets. */
function armsOnce(ports: Ports): Ports {
  let armed = false;
  return {
    ...ports,
    setAlarm: async (atMs) => {
      if (armed) return;
      armed = true;
      await ports.setAlarm(atMs);
    },
  };
}
