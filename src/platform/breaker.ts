/** A circuit breaker as two numbers. Pure: whoever keeps it reads the clock. */

export type Breaker = {
  /** In a row. */
  failures: number;
  /** Nothing is called before this moment. */
  openUntilMs: number;
};

export const CLOSED: Breaker = { failures: 0, openUntilMs: 0 };

const TRIP_AFTER = 5;
const OPEN_FIRST_MS = 15_000;
const OPEN_MOST_MS = 300_000;
/** While one call tries whether it works again, all others wait so long. */
const TRIAL_MS = 10_000;

/** May a call be made now? The breaker that is given back has to be kept: it lets one trial through at a time. */
export function admit(breaker: Breaker, nowMs: number): { admitted: boolean; breaker: Breaker } {
  if (nowMs < breaker.openUntilMs) return { admitted: false, breaker };
  if (breaker.failures < TRIP_AFTER) return { admitted: true, breaker };
  return { admitted: true, breaker: { ...breaker, openUntilMs: nowMs + TRIAL_MS } };
}

export function afterCall(breaker: Breaker, ok: boolean, nowMs: number): Breaker {
  if (ok) return CLOSED;
  const failures = breaker.failures + 1;
  if (failures < TRIP_AFTER) return { ...breaker, failures };
  const openMs = Math.min(OPEN_FIRST_MS * 2 ** Math.min(failures - TRIP_AFTER, 8), OPEN_MOST_MS);
  return { failures, openUntilMs: nowMs + openMs };
}

export const isOpen = (breaker: Breaker, nowMs: number): boolean => nowMs < breaker.openUntilMs;
