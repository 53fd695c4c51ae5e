/** The only clock of the Worker. Everything else is given the time. */
export const systemClockMs = (): number => Date.now();

/** RFC 3339 in UTC, as times look outside. */
export function toRfc3339(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function toRfc3339OrNull(atMs: number | null): string | null {
  return atMs === null ? null : toRfc3339(atMs);
}
