/** Wall-clock time of an IANA zone. Formatters are kept: making one is slow. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (formatters.size > 100) formatters.clear();
  formatters.set(timeZone, made);
  return made;
}

/** How far the zone's clock is ahead of UTC at that moment. An unknown zone counts as UTC. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = formatterOf(timeZone).formatToParts(atMs);
  } catch {
    return 0;
  }
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return wall - Math.floor(atMs / 1_000) * 1_000;
}

/** The moment at which the zone's clock shows `wallMs` (written as if it were UTC). In a gap: right after it. */
export function momentOfWallClock(wallMs: number, timeZone: string): number {
  const first = wallMs - zoneOffsetMs(wallMs, timeZone);
  return wallMs - zoneOffsetMs(first, timeZone);
}
