/** Planted bugs: each one breaks a promise on purpose. A simulation that does not notice them proves nothing. */
import type { Tamper } from '../../src/conversation/kept.ts';
import type { CorePorts } from '../../src/conversation/ports.ts';
import type { SendRow, StateRow } from '../../src/conversation/rows.ts';
import type { GovernorStub } from '../../src/outbound/governor-client.ts';
import type { OutreachPorts } from '../../src/outreach/ports.ts';
import type { Sql, SqlValue } from '../../src/platform/sql.ts';

export type Mutant = {
  name: string;
  sql: (sql: Sql) => Sql;
  ports: (ports: CorePorts) => CorePorts;
  governor: (stub: GovernorStub) => GovernorStub;
  outreach: (ports: OutreachPorts) => OutreachPorts;
  outreachSql: (sql: Sql) => Sql;
  /** How a conversation sees what it keeps, and what it writes instead. */
  tamper: Tamper | null;
  /** The front door answers the provider before the message is stored. */
  acknowledgesEarly?: boolean;
};

const sound: Mutant = {
  name: 'none',
  sql: (sql) => sql,
  ports: (ports) => ports,
  governor: (stub) => stub,
  outreach: (ports) => ports,
  outreachSql: (sql) => sql,
  tamper: null,
};
export const NO_MUTANT = sound;

type Changes = {
  see?: (state: Readonly<StateRow>) => StateRow;
  seeSend?: (row: Readonly<SendRow>) => SendRow;
  /** Null = not written. */
  writeSend?: (row: SendRow) => SendRow | null;
  forgets?: (kind: string, number: number) => boolean;
};

/** Rows of one kind go through the function that is named for it; the others are as they are. */
function tampering(name: string, changes: Changes): Mutant {
  const keep = <Row>(row: Row): Row => row;
  const { see = keep, seeSend = keep, writeSend = keep, forgets = () => false } = changes;
  return {
    ...sound,
    name,
    tamper: {
      read: (kind, id, row) => {
        if (forgets(kind, Number(id))) return null;
        if (kind === 'state') return see(row as StateRow);
        return kind === 'send' ? seeSend(row as SendRow) : row;
      },
      write: (kind, row) => (kind === 'send' ? writeSend(row as SendRow) : row),
    },
  };
}

let copies = 0;

export const MUTANTS: readonly Mutant[] = [
  {
    ...sound,
    name: 'inbound messages are not deduplicated',
    sql: (sql) => ({
      ...sql,
      all: (query, ...params) => {
        if (!query.includes(`VALUES ('intake'`)) return sql.all(query, ...params);
        copies += 1;
        return sql.all(query, ...params.map((p, i) => (i === 0 ? `${String(p)}#${copies}` : p)));
      },
    }),
  },
  { ...sound, name: 'the provider is answered before the message is stored', acknowledgesEarly: true },
  tampering('STOP is confirmed but not kept', { see: (state) => ({ ...state, opted_out: false }) }),
  // The gate sees every customer as willing, and STOP leaves the outbox alone.
  tampering('STOP does not reach sends that are already claimed', {
    see: (state) => ({ ...state, opted_out: false }),
    writeSend: (row) => (row.state === 'cancelled' && row.state_reason === 'opted_out' ? null : row),
  }),
  tampering('a send that is being posted is taken for one that waits', {
    seeSend: (row) => (row.state === 'posting' ? { ...row, state: 'pending', next_try_ms: 0 } : row),
  }),
  tampering('a post that was interrupted is simply made again', {
    writeSend: (row) =>
      row.state === 'unknown' && row.state_reason !== 'unsettled'
        ? { ...row, state: 'pending', next_try_ms: 0, released_at_ms: null }
        : row,
  }),
  { ...sound, name: 'the alarm is not armed again', ports: (ports) => armsOnce(ports) },
  tampering('a delivery status may go backwards', { seeSend: (row) => ({ ...row, delivery: null }) }),
  tampering('the youngest send leaves first, and none waits for another', {
    seeSend: (row) => ({ ...row, ord: row.state === 'pending' ? -Math.abs(row.ord) : Math.abs(row.ord) }),
    writeSend: (row) => ({ ...row, ord: Math.abs(row.ord) }),
  }),
  tampering('a job that the queue lost is never released again', {
    writeSend: (row) =>
      row.state === 'pending' && row.released_at_ms !== null && row.released_at_ms < 9e12
        ? { ...row, released_at_ms: row.released_at_ms + 9e12 }
        : row,
  }),
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
  {
    ...sound,
    name: 'the frequency cap forgets what was sent',
    outreachSql: (sql) =>
      rewriting(sql, 'granted, offers FROM contacts', (row) => ({ ...row, offers: '[]' })),
  },
  {
    ...sound,
    name: 'the outreach does not hear of a STOP',
    ports: (ports) => ({
      ...ports,
      outreach: (id) => ({
        ...ports.outreach(id),
        permit: async (permit) => {
          if (Object.keys(permit.granted).length > 0) await ports.outreach(id).permit(permit);
        },
      }),
    }),
  },
  {
    ...sound,
    name: 'the outreach posts again what it was posting',
    outreachSql: (sql) =>
      rewriting(sql, 'FROM sends WHERE place IN', (row) => (row.state === 'posting' ? null : row)),
  },
  {
    ...sound,
    name: 'what the outreach left to a conversation it posts as well',
    outreachSql: (sql) =>
      rewriting(sql, 'FROM sends WHERE place IN', (row) => (row.state === 'elsewhere' ? null : row)),
  },
  {
    ...sound,
    name: 'the figures of the outreach get lost',
    outreach: (ports) => ({ ...ports, publish: async (events) => ports.publish(events.slice(1)) }),
  },
  tampering('an answer is committed although the conversation has moved on', {
    see: (state) => ({ ...state, epoch: 1 }),
  }),
  tampering('figures are forgotten before they are sent', {
    forgets: (kind, number) => kind === 'event' && number % 7 === 3,
  }),
  {
    ...sound,
    name: 'money is spent without asking',
    ports: (ports) => ({ ...ports, budget: { ...ports.budget, reserve: async () => true } }),
  },
];

/** What one query of the outreach gives, changed; null = as if the row were not there. */
function rewriting(
  sql: Sql,
  part: string,
  change: (row: Record<string, SqlValue>) => Record<string, SqlValue> | null,
): Sql {
  return {
    ...sql,
    all: <Row extends Record<string, SqlValue>>(query: string, ...params: SqlValue[]): Row[] => {
      const rows = sql.all<Row>(query, ...params);
      if (!query.includes(part)) return rows;
      return rows.map((row) => change(row) as Row | null).filter((row) => row !== null);
    },
  };
}

/** Keeps only the alarms that a call from outside sets. */
function armsOnce(ports: CorePorts): CorePorts {
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
