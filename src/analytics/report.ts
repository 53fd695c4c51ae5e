/** The figures of a business for a range of days. Reads rollups, never events: the cost depends on days, not on traffic. */
import { addDays } from '../domain/local-time.ts';
import type { Figures, GroupFigures } from './figures.ts';
import { Counters, figuresOf } from './figures.ts';

/** How the figures are cut, besides the total. */
export const BY = ['day', 'channel', 'intent', 'campaign'] as const;
export type By = (typeof BY)[number];

export type StatsQuery = {
  /** `YYYY-MM-DD` in the business's zone; both days are part of the range. */
  fromDay: string;
  toDay: string;
  by: By;
};

export type StatsGroup = { key: string; figures: GroupFigures };

export type Stats = {
  from: string;
  to: string;
  by: By;
  total: Figures;
  /** Days in order, all of the range; otherwise the busiest first, at most `MAX_GROUPS`. */
  groups: StatsGroup[];
};

export const MAX_DAYS = 400;
export const MAX_GROUPS = 200;

const COUNTERS = `
  SELECT day, key, counters FROM rollups
   WHERE business_id = ?1 AND dim = ?2 AND day BETWEEN ?3 AND ?4`;

type Row = { day: string; key: string; counters: string };

/** @throws RangeError when the range is empty or longer than `MAX_DAYS` */
export async function readStats(db: D1Database, businessId: string, query: StatsQuery): Promise<Stats> {
  const { fromDay, toDay, by } = query;
  const days = daysOf(fromDay, toDay);
  const select = db.prepare(COUNTERS);
  // Every event has one day and one channel: their parts are the whole, and one read gives both.
  const dims = by === 'day' ? ['all'] : by === 'channel' ? ['channel'] : ['all', by];
  const [first, second] = await db.batch<Row>(
    dims.map((dim) => select.bind(businessId, dim, fromDay, toDay)),
  );
  const whole = added(first?.results ?? [], by === 'channel' ? 'key' : 'day');
  const cut = second === undefined ? whole.groups : added(second.results, 'key').groups;
  const groups = by === 'day' ? inOrder(days, cut) : busiest(cut);
  return {
    from: fromDay,
    to: toDay,
    by,
    total: figuresOf(whole.total),
    groups: groups.map(([key, counters]) => ({ key, figures: keptOf(by, figuresOf(counters)) })),
  };
}

/** The counters of all rows of a day, or of a key, added up; and of all rows. */
function added(rows: readonly Row[], by: 'day' | 'key'): { groups: Map<string, Counters>; total: Counters } {
  const groups = new Map<string, Counters>();
  const total = new Counters();
  for (const row of rows) {
    let group = groups.get(row[by]);
    if (group === undefined) groups.set(row[by], (group = new Counters()));
    const counters = countersOf(row);
    group.add(counters);
    total.add(counters);
  }
  return { groups, total };
}

function inOrder(days: readonly string[], groups: ReadonlyMap<string, Counters>): [string, Counters][] {
  return days.map((day) => [day, groups.get(day) ?? new Counters()]);
}

function busiest(groups: ReadonlyMap<string, Counters>): [string, Counters][] {
  const sizeOf = (counters: Counters): number =>
    [...counters.named].reduce((sum, [counter, n]) => (counter.includes('#') ? sum : sum + n), 0);
  return [...groups]
    .map(([key, counters]) => ({ key, counters, size: sizeOf(counters) }))
    .sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
    .slice(0, MAX_GROUPS)
    .map(({ key, counters }) => [key, counters]);
}

/** Every day of a report, both ends included. @throws RangeError when there are none, or too many */
export function daysOf(fromDay: string, toDay: string): string[] {
  const days: string[] = [];
  for (let day = fromDay; day <= toDay; day = addDays(day, 1)) {
    days.push(day);
    if (days.length > MAX_DAYS) throw new RangeError(`a report spans at most ${MAX_DAYS} days`);
  }
  if (days.length === 0) throw new RangeError('a report starts no later than it ends');
  return days;
}

/** The one place that believes in the shape of what `record.ts` stored. */
function countersOf(row: Row): Record<string, number> {
  return JSON.parse(row.counters) as Record<string, number>;
}

/** What is not kept for a way of cutting is null, never zero. */
function keptOf(by: By, figures: Figures): GroupFigures {
  if (by === 'day' || by === 'channel') return figures;
  const nothing = {
    messages: null,
    conversations: null,
    turns: null,
    firstResponse: null,
    deflection: null,
    handOff: null,
    consent: null,
    sends: null,
    deliveries: null,
    costMicroUsd: null,
  };
  if (by === 'campaign') return { ...nothing, sends: figures.sends, deliveries: figures.deliveries };
  const { turns, deflection, handOff } = figures;
  return { ...nothing, turns, deflection, handOff };
}
