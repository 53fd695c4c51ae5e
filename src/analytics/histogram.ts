/** Durations in log-scaled buckets: a median from counters alone, at most 5 % off. */

/** A bucket is 10 % wide and named by its geometric middle: at most sqrt(1.1) - 1 = 4.9 % off. */
const WIDTH = 1.1;

/** 0 = nothing at all; bucket b >= 1 holds [1.1^(b-1), 1.1^b) ms. */
export function bucketOf(waitMs: number): number {
  return waitMs < 1 ? 0 : Math.floor(Math.log(waitMs) / Math.log(WIDTH) + 1e-9) + 1;
}

export function bucketMiddleMs(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(WIDTH ** (bucket - 0.5) * 10) / 10;
}

/**
 * The value below which the share `q` of all counted durations lies, nearest rank. Null when nothing was counted.
 * @param counts how many in each bucket; buckets may be missing
 */
export function quantileMs(counts: readonly (number | undefined)[], q: number): number | null {
  let total = 0;
  for (const n of counts) total += n ?? 0;
  const rank = Math.max(1, Math.ceil(q * total));
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    seen += counts[bucket] ?? 0;
    if (seen >= rank) return bucketMiddleMs(bucket);
  }
  return null;
}
