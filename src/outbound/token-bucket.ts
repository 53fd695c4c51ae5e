/** Arithmetic of a rate limit and a breaker. Pure: the governor keeps the numbers. */

export type Bucket = {
  tokens: number;
  filledAtMs: number;
  /** Nothing is given before this moment: the breaker, or the provider's own wait. */
  closedUntilMs: number;
  /** Failures in a row, counted for the breaker. */
  failures: number;
};

export type Grant = { granted: number; waitMs: number };

export const FULL: Bucket = { tokens: -1, filledAtMs: 0, closedUntilMs: 0, failures: 0 };

/** Up to `wanted` tokens, or how long until there is one. A bucket that was never used starts full. */
export function takeTokens(
  bucket: Bucket,
  ratePerSecond: number,
  burst: number,
  wanted: number,
  nowMs: number,
): { bucket: Bucket; grant: Grant } {
  const filled =
    bucket.tokens < 0
      ? burst
      : Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.filledAtMs) / 1_000) * ratePerSecond);
  if (nowMs < bucket.closedUntilMs)
    return {
      bucket: { ...bucket, tokens: filled, filledAtMs: nowMs },
      grant: { granted: 0, waitMs: bucket.closedUntilMs - nowMs },
    };
  const granted = Math.min(wanted, Math.floor(filled));
  const next = { ...bucket, tokens: filled - granted, filledAtMs: nowMs };
  const waitMs = granted > 0 ? 0 : Math.max(1, Math.ceil(((1 - filled) / ratePerSecond) * 1_000));
  return { bucket: next, grant: { granted, waitMs } };
}

/** Trips after so many failures in a row, for longer each time; refused credentials trip it at once. */
const TRIP_AFTER = 5;
const OPEN_FIRST_MS = 30_000;
const OPEN_MOST_MS = 600_000;

export type Report = 'ok' | 'failed' | 'refused';

export function report(bucket: Bucket, what: Report, waitMs: number, nowMs: number): Bucket {
  if (what === 'ok') return { ...bucket, failures: 0 };
  // What was under way when it tripped says nothing new: a dozen calls that one stall cost are one failure, not a dozen.
  const isOpen = nowMs < bucket.closedUntilMs && bucket.failures >= (what === 'refused' ? 1 : TRIP_AFTER);
  if (isOpen) return bucket;
  const failures = bucket.failures + 1;
  const trips = what === 'refused' || failures >= TRIP_AFTER;
  const beyond = what === 'refused' ? failures - 1 : failures - TRIP_AFTER;
  const openMs = trips ? Math.min(OPEN_FIRST_MS * 2 ** Math.min(beyond, 8), OPEN_MOST_MS) : 0;
  return {
    ...bucket,
    failures,
    closedUntilMs: Math.max(bucket.closedUntilMs, nowMs + openMs, nowMs + waitMs),
  };
}

/** The provider said "slow down" for the whole connection: not a failure, but nothing leaves until then. */
export function pause(bucket: Bucket, waitMs: number, nowMs: number): Bucket {
  return {
    ...bucket,
    tokens: 0,
    filledAtMs: nowMs,
    closedUntilMs: Math.max(bucket.closedUntilMs, nowMs + waitMs),
  };
}
