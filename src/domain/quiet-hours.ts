/** Quiet hours in the recipient's own zone; when the zone is unsure, the most restrictive reading. */
import type { MinuteRange } from './business.ts';

/**
 * The first moment at or after `nowMs` that is outside the quiet range in every one of `timeZones`.
 * Walks in 15-minute steps, the finest offset any IANA zone uses, so daylight saving needs no special case.
 */
export function nextAllowedMs(nowMs: number, quiet: MinuteRange, timeZones: readonly string[]): number {
  if (timeZones.length === 0 || quiet.fromMinute === quiet.toMinute) return nowMs;
  if (!timeZones.some((zone) => isQuiet(nowMs, quiet, zone))) return nowMs;
  const stepMs = 15 * 60_000;
  let atMs = Math.floor(nowMs / stepMs) * stepMs + stepMs;
  for (let step = 0; step < 8 * 24 * 4; step += 1, atMs += stepMs) {
    if (!timeZones.some((zone) => isQuiet(atMs, quiet, zone))) return atMs;
  }
  // Zones so far apart that no moment suits all: the caller sees a time beyond any expiry.
  return atMs;
}

function isQuiet(atMs: number, quiet: MinuteRange, timeZone: string): boolean {
  const minute = minuteOfDay(atMs, timeZone);
  return quiet.fromMinute < quiet.toMinute
    ? minute >= quiet.fromMinute && minute < quiet.toMinute
    : minute >= quiet.fromMinute || minute < quiet.toMinute;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes since local midnight. Throws RangeError on a zone that the runtime does not know. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const [hour = '0', minute = '0'] = format.format(atMs).split(':');
  return Number(hour) * 60 + Number(minute);
}
