/** When somebody is there: weekly hours, exceptions with their reason, in the business's own zone. */
import type { MinuteRange, OpeningHours } from './business.ts';
import { addDays, localMoment, momentAt, weekdayOf } from './local-time.ts';

export type DayHours = {
  /** `YYYY-MM-DD` in the business's zone. */
  day: string;
  /** In order of the day. Empty = closed. */
  ranges: readonly MinuteRange[];
  /** Why the day differs from its week; null on an ordinary day. */
  reason: string | null;
};

const LOOK_AHEAD_DAYS = 120;

export function isOpen(hours: OpeningHours, timeZone: string, atMs: number): boolean {
  return closesAt(hours, timeZone, atMs) !== null;
}

/** When the business closes that is open at `atMs`; null when it is closed. */
export function closesAt(hours: OpeningHours, timeZone: string, atMs: number): number | null {
  const { day } = localMoment(atMs, timeZone);
  const spans = [...spansOf(hours, timeZone, addDays(day, -1)), ...spansOf(hours, timeZone, day)];
  const ends = spans.filter((span) => span.fromMs <= atMs && atMs < span.toMs).map((span) => span.toMs);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The next moment, later than `atMs`, at which the business opens; null when it has no hours at all. */
export function nextOpening(hours: OpeningHours, timeZone: string, atMs: number): number | null {
  const { day: today } = localMoment(atMs, timeZone);
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead += 1) {
    const next = spansOf(hours, timeZone, addDays(today, ahead)).find((span) => span.fromMs > atMs);
    if (next !== undefined) return next.fromMs;
  }
  return null;
}

/** The hours of the local day that `dayMs` falls in. */
export function hoursOn(hours: OpeningHours, timeZone: string, dayMs: number): DayHours {
  return hoursOfDay(hours, localMoment(dayMs, timeZone).day);
}

export function hoursOfDay(hours: OpeningHours, day: string): DayHours {
  const exception = Object.hasOwn(hours.exceptions, day) ? hours.exceptions[day] : undefined;
  const ranges = exception?.ranges ?? hours.weekly[weekdayOf(day)] ?? [];
  const sorted = [...ranges].sort((a, b) => a.fromMinute - b.fromMinute);
  return { day, ranges: sorted, reason: exception?.reason ?? null };
}

/** False when the business has told no hours: then nothing is said about them. */
export function hasHours(hours: OpeningHours): boolean {
  return hours.weekly.some((ranges) => ranges.length > 0) || Object.keys(hours.exceptions).length > 0;
}

/** Days of the week with the same hours, in a row from Monday: `[{from: 1, to: 5, ranges}, ...]`, 0 = Sunday. */
export function weekInRuns(
  hours: OpeningHours,
): { from: number; to: number; ranges: readonly MinuteRange[] }[] {
  const runs: { from: number; to: number; ranges: readonly MinuteRange[] }[] = [];
  for (const weekday of [1, 2, 3, 4, 5, 6, 0]) {
    const ranges = hours.weekly[weekday] ?? [];
    const last = runs.at(-1);
    if (last !== undefined && JSON.stringify(last.ranges) === JSON.stringify(ranges)) last.to = weekday;
    else runs.push({ from: weekday, to: weekday, ranges });
  }
  return runs;
}

function spansOf(hours: OpeningHours, timeZone: string, day: string): { fromMs: number; toMs: number }[] {
  return hoursOfDay(hours, day).ranges.map(({ fromMinute, toMinute }) => ({
    fromMs: momentAt(day, fromMinute, timeZone),
    toMs:
      toMinute > fromMinute
        ? momentAt(day, toMinute, timeZone)
        : momentAt(addDays(day, 1), toMinute, timeZone),
  }));
}
