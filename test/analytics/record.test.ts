import { describe, expect, it } from 'vitest';
import { contributionsOf } from '../../src/analytics/contributions.ts';
import { projectConversations } from '../../src/analytics/projection.ts';
import { recordEvents } from '../../src/analytics/record.ts';
import type { Event, EventBody } from '../../src/domain/event.ts';
import { eventOrder } from '../../src/domain/event.ts';
import { eventLog, seeded } from './event-log.ts';
import { nodeD1 } from './node-d1.ts';

const LOG = [
  ...eventLog({
    seed: 7,
    businessIds: ['biz_bike', 'biz_books'],
    fromDay: '2026-08-01',
    days: 20,
    events: 3000,
  }),
];

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

/** What the figures must be, from the events alone. */
function foldedRollups(events: readonly Event[]): Map<string, number> {
  const folded = new Map<string, number>();
  for (const event of new Map(events.map((e) => [`${e.businessId} ${e.id}`, e])).values()) {
    for (const c of contributionsOf(event)) {
      const key = [event.businessId, c.dim, c.day, c.key, c.counter].join(' ');
      folded.set(key, (folded.get(key) ?? 0) + c.n);
    }
  }
  return folded;
}

function storedRollups(sqlite: ReturnType<typeof nodeD1>['sqlite']): Map<string, number> {
  const rows = sqlite
    .prepare(
      `SELECT r.business_id, r.dim, r.day, r.key, c.key AS counter, c.value AS n
         FROM rollups r, json_each(r.counters) c`,
    )
    .all();
  return new Map(
    rows.map((row) => [
      [row.business_id, row.dim, row.day, row.key, row.counter].map(String).join(' '),
      Number(row.n),
    ]),
  );
}

function storedConversations(sqlite: ReturnType<typeof nodeD1>['sqlite']): Map<string, string> {
  const rows = sqlite.prepare('SELECT * FROM conversations').all();
  return new Map(
    rows.map((r) => [
      `${String(r.business_id)} ${String(r.id)}`,
      [r.channel, r.opened_at_ms, r.last_at_ms, r.state, r.resolution, r.needs_person, r.opted_out].join(' '),
    ]),
  );
}

function foldedConversations(events: readonly Event[]): Map<string, string> {
  const inOrder = [...events].sort((a, b) => (eventOrder(a) < eventOrder(b) ? -1 : 1));
  const folded = new Map<string, (string | number | null)[]>();
  for (const event of inOrder) {
    const key = `${event.businessId} ${event.conversationId}`;
    const [, opened, last, state, resolution, needs, out] = folded.get(key) ?? [
      '',
      event.atMs,
      event.atMs,
      'open',
      null,
      0,
      0,
    ];
    const opens = event.kind === 'conversation.opened' || event.kind === 'conversation.reopened';
    const closes = event.kind === 'conversation.closed';
    const handsBack = event.kind === 'floor.changed' && event.holder === 'bot';
    folded.set(key, [
      event.channel,
      Math.min(Number(opened), event.atMs),
      Math.max(Number(last), event.atMs),
      opens ? 'open' : closes ? 'closed' : (state ?? ''),
      opens ? null : closes ? event.resolution : (resolution ?? null),
      event.kind === 'handoff.requested' ? 1 : closes || handsBack ? 0 : (needs ?? 0),
      event.kind === 'consent.optedOut' ? 1 : event.kind === 'consent.optedIn' ? 0 : (out ?? 0),
    ]);
  }
  return new Map([...folded].map(([key, row]) => [key, row.join(' ')]));
}

describe('recording events', () => {
  it('gives the fold of the events, replayed twice, shuffled, in batches of any size (P9)', async () => {
    const { d1, sqlite } = nodeD1();
    for (const batch of batches(LOG, 100)) await recordEvents(d1, batch);
    for (const batch of batches(shuffled([...LOG, ...LOG], 3), 257)) await recordEvents(d1, batch);

    expect(sqlite.prepare('SELECT count(*) AS n FROM events').get()?.n).toBe(LOG.length);
    expect(storedRollups(sqlite)).toEqual(foldedRollups(LOG));
    expect(storedConversations(sqlite)).toEqual(foldedConversations(LOG));
  });

  it('gives the same when nothing comes in order', async () => {
    const { d1, sqlite } = nodeD1();
    for (const batch of batches(shuffled([...LOG, ...LOG], 11), 83)) await recordEvents(d1, batch);
    expect(storedRollups(sqlite)).toEqual(foldedRollups(LOG));
    expect(storedConversations(sqlite)).toEqual(foldedConversations(LOG));
  });

  it('writes all of a batch or nothing', async () => {
    const { d1, sqlite, failNext } = nodeD1();
    failNext(1);
    await expect(recordEvents(d1, LOG.slice(0, 50))).rejects.toThrow('injected');
    expect(storedRollups(sqlite).size).toBe(0);
    await recordEvents(d1, LOG.slice(0, 50));
    expect(storedRollups(sqlite)).toEqual(foldedRollups(LOG.slice(0, 50)));
  });

  it('keeps the events of one business out of the figures of another, even under one id', async () => {
    const { d1, sqlite } = nodeD1();
    const [first] = LOG;
    if (first === undefined) throw new Error('empty log');
    const events = [
      { ...first, businessId: 'biz_a' },
      { ...first, businessId: 'biz_b' },
    ];
    await recordEvents(d1, events);
    expect(storedRollups(sqlite)).toEqual(foldedRollups(events));
    expect(new Set([...storedRollups(sqlite).keys()].map((key) => key.split(' ')[0]))).toEqual(
      new Set(['biz_a', 'biz_b']),
    );
  });

  it('takes a batch that is too large for one value', async () => {
    const { d1, sqlite } = nodeD1();
    await recordEvents(d1, LOG);
    expect(storedRollups(sqlite)).toEqual(foldedRollups(LOG));
  });

  it('needs three statements for a hundred events', async () => {
    const { d1 } = nodeD1();
    const sizes: number[] = [];
    const counting = new Proxy(d1, {
      get: (target, name) =>
        name === 'batch'
          ? (statements: D1PreparedStatement[]) => {
              sizes.push(statements.length);
              return target.batch(statements);
            }
          : Reflect.get(target, name),
    });
    await recordEvents(counting, LOG.slice(0, 100));
    expect(sizes).toEqual([3]);
  });
});

function event(counter: number, atMs: number, body: EventBody): Event {
  return {
    id: `evt_abc_${counter}`,
    businessId: 'biz_bike',
    conversationId: 'cnv_abc',
    atMs,
    day: '2026-08-01',
    ...body,
  };
}

describe('the latest of a conversation', () => {
  it('follows the counter when the clock jumps back', () => {
    const [row] = projectConversations([
      event(10, 1000, { kind: 'consent.optedIn', channel: 'sms', source: 'keyword' }),
      event(9, 5000, { kind: 'consent.optedOut', channel: 'sms', source: 'keyword' }),
    ]);
    expect(row?.optedOut.value).toBe(false);
    expect(row?.lastAtMs).toBe(5000);
  });

  it('needs a person until the conversation is handed back or closed', () => {
    const asked = event(1, 1, { kind: 'handoff.requested', channel: 'sms', reason: 'asked', intent: null });
    const taken = event(2, 2, { kind: 'floor.changed', channel: 'sms', holder: 'person' });
    const back = event(3, 3, { kind: 'floor.changed', channel: 'sms', holder: 'bot' });
    const closed = event(3, 3, {
      kind: 'conversation.closed',
      channel: 'sms',
      resolution: 'handedOff',
      intent: null,
    });
    expect(projectConversations([asked, taken])[0]?.needsPerson.value).toBe(true);
    expect(projectConversations([back, taken, asked])[0]?.needsPerson.value).toBe(false);
    expect(projectConversations([closed, asked])[0]?.needsPerson.value).toBe(false);
  });
});
