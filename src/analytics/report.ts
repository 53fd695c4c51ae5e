/** The figures of a business for a range of days. Reads rollups, never events: the cost depends on days, not on traffic. */
import { addDays } from '../domain/local-time.ts';
import type { Counters, Figures, GroupFigures } from './figures.ts';
import { figuresOf } from './figures.ts';

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

const TOTAL = `
  SELECT '' AS key, json_group_object(metric, json_array(n, total)) AS counters
    FROM (SELECT metric, SUM(n) AS n, SUM(sum) AS total FROM rollups
           WHERE business_id = ?1 AND dim = 'all' AND day BETWEEN ?2 AND ?3 GROUP BY metric)`;

const BY_DAY = `
  SELECT day AS key, json_group_object(metric, json_array(n, sum)) AS counters FROM rollups
   WHERE business_id = ?1 AND dim = 'all' AND day BETWEEN ?2 AND ?3 GROUP BY day`;

const BY_KEY = `
  SELECT key, json_group_object(metric, json_array(n, total)) AS counters
    FROM (SELECT key, metric, SUM(n) AS n, SUM(sum) AS total FROM rollups
           WHERE business_id = ?1 AND dim = ?4 AND day BETWEEN ?2 AND ?3 GROUP BY key, metric)
   GROUP BY key ORDER BY SUM(n) DESC, key LIMIT ${MAX_GROUPS}`;

type CounterRow = { key: string; counters: string };

/** @throws RangeError when the range is empty or longer than `MAX_DAYS` */
export async function readStats(db: D1Database, businessId: string, query: StatsQuery): Promise<Stats> {
  const { fromDay, toDay, by } = query;
  const days = daysOf(fromDay, toDay);
  const range = [businessId, fromDay, toDay];
  const groups = by === 'day' ? db.prepare(BY_DAY).bind(...range) : db.prepare(BY_KEY).bind(...range, by);
  const [totalRows, groupRows] = await db.batch<CounterRow>([db.prepare(TOTAL).bind(...range), groups]);
  const counted = (groupRows?.results ?? []).map((row) => ({ key: row.key, counters: countersOf(row) }));
  const byKey = new Map(counted.map(({ key, counters }) => [key, counters]));
  const keys = by === 'day' ? days : counted.map(({ key }) => key);
  return {
    from: fromDay,
    to: toDay,
    by,
    total: figuresOf(countersOf(totalRows?.results[0])),
    groups: keys.map((key) => ({ key, figures: keptOf(by, figuresOf(byKey.get(key) ?? new Map())) })),
  };
}

function daysOf(fromDay: string, toDay: string): string[] {
  const days: string[] = [];
  for (let day = fromDay; day <= toDay; day = addDays(day, 1)) {
    days.push(day);
    if (days.length > MAX_DAYS) throw new RangeError(`a report spans at most ${MAX_DAYS} days`);
  }
  if (days.length === 0) throw new RangeError('a report starts no later than it ends');
  return days;
}

/** The one place that believes in the shape of what SQL made. */
function countersOf(row: CounterRow | undefined): Counters {
  const object = JSON.parse(row?.counters ?? '{}') as Record<string, [number, number]>;
  return new Map(Object.entries(object).map(([metric, [n, sum]]) => [metric, { n, sum }]));
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
