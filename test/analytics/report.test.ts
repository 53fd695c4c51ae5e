import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { statsCsv } from '../../src/analytics/csv.ts';
import type { Figures } from '../../src/analytics/figures.ts';
import { recordEvents } from '../../src/analytics/record.ts';
import { readStats, type StatsQuery } from '../../src/analytics/report.ts';
import type { Event, EventBody } from '../../src/domain/event.ts';
import { statsAnswer } from '../../src/http/api/stats-schema.ts';
import { eventLog } from './event-log.ts';
import { nodeD1 } from './node-d1.ts';

const BUSINESS = 'biz_bike';
const LOG = [
  ...eventLog({
    seed: 42,
    businessIds: [BUSINESS, 'biz_books'],
    fromDay: '2026-08-01',
    days: 30,
    events: 6000,
  }),
];
const RANGE: StatsQuery = { fromDay: '2026-08-06', toDay: '2026-08-25', by: 'day' };

/** The figures from the events themselves, in the plainest way. */
function oracle(events: readonly Event[], fromDay: string, toDay: string): Omit<Figures, 'firstResponse'> {
  const mine = events.filter((e) => e.businessId === BUSINESS && e.day >= fromDay && e.day <= toDay);
  const count = (test: (event: Event) => boolean): number => mine.filter(test).length;
  const closed = (r: string): number => count((e) => e.kind === 'conversation.closed' && e.resolution === r);
  const back = (r: string): number => count((e) => e.kind === 'conversation.reopened' && e.was === r);
  const settled = (o: string): number => count((e) => e.kind === 'send.settled' && e.outcome === o);
  const status = (s: string): number => count((e) => e.kind === 'send.delivered' && e.status === s);
  const turn = (d: string): number => count((e) => e.kind === 'turn.decided' && e.decision === d);
  const cost = (c: string): number =>
    mine.reduce((sum, e) => sum + (e.kind === 'cost.incurred' && e.cost === c ? e.microUsd : 0), 0);
  const conversations = count((e) => e.kind === 'conversation.opened');
  const all = count((e) => e.kind === 'conversation.closed');
  const parts = {
    confirmed: closed('confirmed') - back('confirmed'),
    assumed: closed('assumed') - back('assumed'),
    abandoned: closed('abandoned') - back('abandoned'),
    reopened: back('confirmed') + back('assumed') + back('abandoned'),
    handedOff: closed('handedOff'),
  };
  const total = cost('model') + cost('carrier') + cost('infrastructure');
  const rate = (part: number): number => Math.round((part / all) * 10_000) / 10_000;
  return {
    messages: { in: count((e) => e.kind === 'message.received'), out: settled('sent') },
    conversations,
    turns: { reply: turn('reply'), ask: turn('ask'), handOff: turn('handOff'), silent: turn('silent') },
    deflection: {
      closed: all,
      ...parts,
      confirmedRate: rate(parts.confirmed),
      atBestRate: rate(parts.confirmed + parts.assumed),
    },
    handOff: { requests: count((e) => e.kind === 'handoff.requested'), rate: rate(parts.handedOff) },
    consent: {
      optOuts: count((e) => e.kind === 'consent.optedOut'),
      optIns: count((e) => e.kind === 'consent.optedIn'),
    },
    sends: {
      sent: settled('sent'),
      failed: settled('failed'),
      denied: settled('denied'),
      cancelled: settled('cancelled'),
      expired: settled('expired'),
      unknown: settled('unknown'),
      segments: mine.reduce(
        (sum, e) => sum + (e.kind === 'send.settled' && e.outcome === 'sent' ? e.segments : 0),
        0,
      ),
    },
    deliveries: { delivered: status('delivered'), read: status('read'), failed: status('failed') },
    costMicroUsd: {
      model: cost('model'),
      carrier: cost('carrier'),
      infrastructure: cost('infrastructure'),
      total,
      perConversation: Math.round(total / conversations),
    },
  };
}

async function recorded(events: readonly Event[]): Promise<D1Database> {
  const { d1 } = nodeD1();
  await recordEvents(d1, events);
  return d1;
}

describe('the figures of a range of days', () => {
  it('are those of the events of that business and those days', async () => {
    const stats = await readStats(await recorded(LOG), BUSINESS, RANGE);
    const { firstResponse, ...rest } = stats.total;
    expect(rest).toEqual(oracle(LOG, RANGE.fromDay, RANGE.toDay));
    const waits = LOG.flatMap((e) =>
      e.kind === 'response.first' &&
      e.businessId === BUSINESS &&
      e.day >= RANGE.fromDay &&
      e.day <= RANGE.toDay
        ? [e.waitMs]
        : [],
    ).sort((a, b) => a - b);
    expect(firstResponse.byBot + firstResponse.byPerson).toBe(waits.length);
    for (const [got, q] of [
      [firstResponse.medianMs, 0.5],
      [firstResponse.p90Ms, 0.9],
    ] as const) {
      const exact = waits[Math.ceil(q * waits.length) - 1] ?? 0;
      expect(Math.abs((got ?? 0) / exact - 1)).toBeLessThanOrEqual(0.05);
    }
    expect(statsAnswer.safeParse({ ...stats, timeZone: 'UTC', definitions: {} }).error).toBeUndefined();
  });

  it('by day: every day is there, also one on which nothing happened, and each is that day alone', async () => {
    const quiet = LOG.filter((event) => event.day !== '2026-08-10');
    const { groups } = await readStats(await recorded(quiet), BUSINESS, RANGE);
    expect(groups.map(({ key }) => key)).toHaveLength(20);
    expect(groups.find(({ key }) => key === '2026-08-10')?.figures.conversations).toBe(0);
    const { firstResponse: _, ...oneDay } =
      groups.find(({ key }) => key === '2026-08-11')?.figures ?? ({} as never);
    expect(oneDay).toEqual(oracle(quiet, '2026-08-11', '2026-08-11'));
  });

  it('by channel the parts add up to the whole', async () => {
    const { total, groups } = await readStats(await recorded(LOG), BUSINESS, { ...RANGE, by: 'channel' });
    expect(groups.map(({ key }) => key).sort()).toEqual(['sms', 'webchat', 'whatsapp']);
    const sum = (of: (f: (typeof groups)[number]['figures']) => number | undefined): number =>
      groups.reduce((all, { figures }) => all + (of(figures) ?? 0), 0);
    expect(sum((f) => f.deflection?.confirmed)).toBe(total.deflection.confirmed);
    expect(sum((f) => f.costMicroUsd?.total)).toBe(total.costMicroUsd.total);
    expect(sum((f) => f.messages?.in)).toBe(total.messages.in);
  });

  it('by intent and campaign say null for what is not kept, not zero', async () => {
    const db = await recorded(LOG);
    const intents = (await readStats(db, BUSINESS, { ...RANGE, by: 'intent' })).groups;
    expect(intents.map(({ key }) => key)).toContain('none');
    const returns = intents.find(({ key }) => key === 'returns')?.figures;
    expect(returns?.deflection?.closed).toBe(
      LOG.filter(
        (e) =>
          e.kind === 'conversation.closed' &&
          e.intent === 'returns' &&
          e.businessId === BUSINESS &&
          e.day >= RANGE.fromDay &&
          e.day <= RANGE.toDay,
      ).length,
    );
    expect(returns?.costMicroUsd).toBeNull();
    const [campaign] = (await readStats(db, BUSINESS, { ...RANGE, by: 'campaign' })).groups;
    expect(campaign?.figures.sends?.sent).toBeGreaterThan(0);
    expect(campaign?.figures.deflection).toBeNull();
  });

  it('knows no other business, and refuses a range that is none', async () => {
    const db = await recorded(LOG);
    expect((await readStats(db, 'biz_none', RANGE)).total.conversations).toBe(0);
    await expect(readStats(db, BUSINESS, { ...RANGE, toDay: '2026-08-01' })).rejects.toThrow(RangeError);
    await expect(readStats(db, BUSINESS, { ...RANGE, toDay: '2027-12-01' })).rejects.toThrow(RangeError);
  });
});

let counter = 0;
function on(day: string, body: EventBody): Event {
  counter += 1;
  return {
    id: `evt_abc_${counter}`,
    businessId: BUSINESS,
    conversationId: 'cnv_abc',
    atMs: counter,
    day,
    ...body,
  };
}

describe('honest deflection', () => {
  const close = (day: string, resolution: 'confirmed' | 'assumed' | 'abandoned'): Event =>
    on(day, { kind: 'conversation.closed', channel: 'sms', resolution, intent: null });

  it('takes a conversation that comes back out of the day on which it was counted', async () => {
    const db = await recorded([
      close('2026-08-01', 'confirmed'),
      close('2026-08-01', 'assumed'),
      on('2026-08-04', {
        kind: 'conversation.reopened',
        channel: 'sms',
        was: 'confirmed',
        closedDay: '2026-08-01',
      }),
      close('2026-08-04', 'abandoned'),
    ]);
    const first = await readStats(db, BUSINESS, { fromDay: '2026-08-01', toDay: '2026-08-01', by: 'day' });
    expect(first.total.deflection).toMatchObject({ closed: 2, confirmed: 0, assumed: 1, reopened: 1 });
    const both = await readStats(db, BUSINESS, { fromDay: '2026-08-01', toDay: '2026-08-04', by: 'day' });
    expect(both.total.deflection).toMatchObject({ closed: 3, assumed: 1, abandoned: 1, reopened: 1 });
  });

  it('never shows a part below nothing when the closing lies before the range', async () => {
    const db = await recorded([
      on('2026-08-04', { kind: 'conversation.reopened', channel: 'sms', was: 'confirmed' }),
      close('2026-08-04', 'assumed'),
    ]);
    const { deflection } = (
      await readStats(db, BUSINESS, { fromDay: '2026-08-04', toDay: '2026-08-04', by: 'day' })
    ).total;
    expect(deflection).toMatchObject({ closed: 1, confirmed: 0, assumed: 1, reopened: 0 });
  });

  it('never counts silence as confirmed', async () => {
    const db = await recorded([close('2026-08-01', 'assumed'), close('2026-08-01', 'abandoned')]);
    const { total } = await readStats(db, BUSINESS, {
      fromDay: '2026-08-01',
      toDay: '2026-08-01',
      by: 'day',
    });
    expect(total.deflection.confirmedRate).toBe(0);
    expect(total.deflection.atBestRate).toBe(0.5);
  });
});

describe('the sheet', () => {
  it('carries no cell that a spreadsheet would run, and comes back as it was', async () => {
    const names = [
      '=1+1',
      '+1',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1+1',
      '＋1',
      '－1',
      '＠x',
      'a"b,c\nd',
      'plain',
    ];
    const db = await recorded(
      names.map((intent) =>
        on('2026-08-01', {
          kind: 'conversation.closed',
          channel: 'sms',
          resolution: 'confirmed',
          intent,
        }),
      ),
    );
    const stats = await readStats(db, BUSINESS, {
      fromDay: '2026-08-01',
      toDay: '2026-08-01',
      by: 'intent',
    });
    const { data, errors } = Papa.parse<Record<string, string>>(statsCsv(stats), { header: true });
    expect(errors).toEqual([]);
    const keys = data.map((row) => row.intent ?? '');
    expect(keys.every((key) => !/^[=+\-@\t\r\n＝＋－＠]/.test(key))).toBe(true);
    expect(keys.map((key) => key.replace(/^'/, '')).sort()).toEqual([...names, 'total'].sort());
    expect(data.every((row) => row.intent === 'total' || row.confirmed === '1')).toBe(true);
    expect(data.find((row) => row.intent === 'total')?.closed).toBe(String(names.length));
  });
});
