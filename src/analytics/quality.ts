/** How well messages are understood, by day and by version of the classifier. Reads rollups, never events. */
import { addDays } from '../domain/local-time.ts';
import { driftOf, type Counts, type Drift } from './drift.ts';
import { daysOf } from './report.ts';

export type Understood = {
  /** Turns of customers that the bot took. */
  turns: number;
  /** Turns that a person has corrected, counted on the day of the correction. */
  corrected: number;
  correctedRate: number | null;
  handedOff: number;
  /** None of the business's intents. */
  outOfScope: number;
  outOfScopeShare: number | null;
};

export type QualityDay = Understood & {
  day: string;
  versions: ({ version: string } & Understood)[];
  /** Against the 28 days before; null when there is too little to compare. */
  drift: { intents: Drift | null; confidence: Drift | null };
};

export type Quality = {
  from: string;
  to: string;
  total: Understood;
  /** The busiest first. */
  versions: ({ version: string } & Understood)[];
  /** All of the range, in order. */
  days: QualityDay[];
};

export const COMPARED_DAYS = 28;

const COUNTERS = `
  SELECT day, key, counters FROM rollups
   WHERE business_id = ?1 AND dim = 'model' AND day BETWEEN ?2 AND ?3`;

type Row = { day: string; key: string; counters: string };

/** @throws RangeError when the range is empty or longer than `MAX_DAYS` */
export async function readQuality(
  db: D1Database,
  businessId: string,
  fromDay: string,
  toDay: string,
): Promise<Quality> {
  const days = daysOf(fromDay, toDay);
  const { results } = await db
    .prepare(COUNTERS)
    .bind(businessId, addDays(fromDay, -COMPARED_DAYS), toDay)
    .all<Row>();
  const byDay = new Map<string, Map<string, Map<string, number>>>();
  for (const row of results) {
    const versions = byDay.get(row.day) ?? new Map<string, Map<string, number>>();
    byDay.set(row.day, versions.set(row.key, countersOf(row)));
  }
  const ofDays = (from: string, to: string): Map<string, number> =>
    added(
      [...byDay]
        .filter(([day]) => day >= from && day <= to)
        .flatMap(([, versions]) => [...versions.values()]),
    );

  const shown = days.map((day): QualityDay => {
    const versions = byDay.get(day) ?? new Map<string, Map<string, number>>();
    const now = added([...versions.values()]);
    const before = ofDays(addDays(day, -COMPARED_DAYS), addDays(day, -1));
    return {
      day,
      ...understoodOf(now),
      versions: busiest(versions),
      drift: {
        intents: driftOf(part(now, 'as.'), part(before, 'as.')),
        confidence: driftOf(part(now, 'sure.'), part(before, 'sure.')),
      },
    };
  });
  const byVersion = new Map<string, Map<string, number>>();
  for (const day of days) {
    for (const [version, counters] of byDay.get(day) ?? []) {
      byVersion.set(version, added([byVersion.get(version) ?? new Map(), counters]));
    }
  }
  return {
    from: fromDay,
    to: toDay,
    total: understoodOf(ofDays(fromDay, toDay)),
    versions: busiest(byVersion),
    days: shown,
  };
}

function busiest(versions: ReadonlyMap<string, Counts>): ({ version: string } & Understood)[] {
  return [...versions]
    .map(([version, counters]) => ({ version, ...understoodOf(counters) }))
    .sort((a, b) => b.turns - a.turns || (a.version < b.version ? -1 : 1));
}

function understoodOf(counters: Counts): Understood {
  const turns = counters.get('turns') ?? 0;
  const corrected = counters.get('corrected') ?? 0;
  const outOfScope = counters.get('as.none') ?? 0;
  return {
    turns,
    corrected,
    correctedRate: share(corrected, turns),
    handedOff: counters.get('handedOff') ?? 0,
    outOfScope,
    outOfScopeShare: share(outOfScope, turns),
  };
}

function share(some: number, all: number): number | null {
  return all === 0 ? null : Math.round((some / all) * 10_000) / 10_000;
}

function part(counters: Counts, prefix: string): Map<string, number> {
  return new Map([...counters].filter(([name]) => name.startsWith(prefix)));
}

function added(list: readonly Counts[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const counters of list) {
    for (const [name, n] of counters) sum.set(name, (sum.get(name) ?? 0) + n);
  }
  return sum;
}

/** The one place that believes in the shape of what `record.ts` stored. */
function countersOf(row: Row): Map<string, number> {
  return new Map(Object.entries(JSON.parse(row.counters) as Record<string, number>));
}
