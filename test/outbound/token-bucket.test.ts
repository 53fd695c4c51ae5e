import { describe, expect, it } from 'vitest';
import { FULL, pause, report, takeTokens } from '../../src/outbound/token-bucket.ts';
import type { Bucket, Report } from '../../src/outbound/token-bucket.ts';

const NOW_MS = 1_000_000;

const after = (bucket: Bucket, what: Report, times: number, atMs = NOW_MS): Bucket =>
  Array.from({ length: times }).reduce<Bucket>((now) => report(now, what, 0, atMs), bucket);

const waitMs = (bucket: Bucket, atMs = NOW_MS): number => takeTokens(bucket, 10, 5, 1, atMs).grant.waitMs;

describe('the bucket', () => {
  it('gives its burst at once and then so many a second', () => {
    const first = takeTokens(FULL, 10, 5, 50, NOW_MS);
    expect(first.grant).toEqual({ granted: 5, waitMs: 0 });
    expect(takeTokens(first.bucket, 10, 5, 1, NOW_MS).grant).toEqual({ granted: 0, waitMs: 100 });
    expect(takeTokens(first.bucket, 10, 5, 50, NOW_MS + 300).grant.granted).toBe(3);
  });

  it('gives nothing while the provider wants to be left alone', () => {
    expect(waitMs(pause(FULL, 7_000, NOW_MS))).toBe(7_000);
  });
});

describe('the breaker', () => {
  it('trips at the fifth failure in a row, and one success starts the count again', () => {
    expect(waitMs(after(FULL, 'failed', 4))).toBe(0);
    expect(waitMs(after(after(after(FULL, 'failed', 4), 'ok', 1), 'failed', 4))).toBe(0);
    expect(waitMs(after(FULL, 'failed', 5))).toBe(30_000);
  });

  it('takes what was under way when it tripped for the same failure', () => {
    const tripped = after(FULL, 'failed', 60);
    expect(waitMs(tripped)).toBe(30_000);
    const again = report(tripped, 'failed', 0, NOW_MS + 30_001);
    expect(waitMs(again, NOW_MS + 30_001)).toBe(60_000);
    expect(waitMs(after(FULL, 'refused', 40))).toBe(30_000);
  });

  it('waits longer each time, ten minutes at the most', () => {
    let bucket = after(FULL, 'failed', 5);
    let atMs = NOW_MS;
    const waits = Array.from({ length: 8 }, () => {
      const waited = waitMs(bucket, atMs);
      atMs += waited + 1;
      bucket = report(bucket, 'failed', 0, atMs);
      return waited;
    });
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000]);
  });
});
