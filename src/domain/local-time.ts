/** Wall-clock time in an IANA zone, on the runtime's own zone data. Daylight saving is handled here and nowhere else. */

export type LocalMoment = {
  /** `YYYY-MM-DD` */
  day: string;
  /** Minutes since local midnight. */
  minute: number;
  /** 0 = Sunday. */
  weekday: number;
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Since then every zone differs from UTC by whole quarters of an hour, and changes at them. */
const QUARTERS_SINCE_MS = Date.UTC(1973, 0);
const QUARTER_MS = 900_000;
/** The last quarter of an hour that was asked about, by zone: what happens together asks about the same one. */
const quarters = new Map<string, { startMs: number; moment: LocalMoment }>();

/** Throws RangeError on a zone that the runtime does not know. */
export function localMoment(atMs: number, timeZone: string): LocalMoment {
  if (!(atMs >= QUARTERS_SINCE_MS)) return readClock(atMs, timeZone);
  const startMs = Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
  let quarter = quarters.get(timeZone);
  if (quarter?.startMs !== startMs) {
    quarter = { startMs, moment: readClock(startMs, timeZone) };
    quarters.set(timeZone, quarter);
  }
  const { day, minute, weekday } = quarter.moment;
  return { day, minute: minute + Math.floor((atMs - startMs) / 60_000), weekday };
}

/** `YYYY-MM` */
export function localMonth(atMs: number, timeZone: string): string {
  return localMoment(atMs, timeZone).day.slice(0, 7);
}

function readClock(atMs: number, timeZone: string): LocalMoment {
  const fields = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map((part) => [part.type, part.value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(fields.get(type) ?? '0');
  const day = dayOf(number('year'), number('month'), number('day'));
  return { day, minute: number('hour') * 60 + number('minute'), weekday: weekdayOf(day) };
}

/**
 * The moment at which the zone's clocks show `minute` on `day`. A time that daylight saving skips is moved
 * forward by the gap; of a time that happens twice, the first is meant.
 */
export function momentAt(day: string, minute: number, timeZone: string): number {
  const wallMs = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
  const earlierMs = wallMs - offsetMs(wallMs - 86_400_000, timeZone);
  const laterMs = wallMs - offsetMs(wallMs + 86_400_000, timeZone);
  const candidates = [Math.min(earlierMs, laterMs), Math.max(earlierMs, laterMs)];
  const exact = candidates.find((atMs) => atMs + offsetMs(atMs, timeZone) === wallMs);
  return exact ?? earlierMs;
}

/** `days` may be negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 0 = Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export function dayOf(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function offsetMs(atMs: number, timeZone: string): number {
  const { day, minute } = localMoment(atMs, timeZone);
  const wholeMinuteMs = Math.floor(atMs / 60_000) * 60_000;
  return Date.parse(`${day}T00:00:00Z`) + minute * 60_000 - wholeMinuteMs;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}
