import { describe, expect, it } from 'vitest';
import { bucketMiddleMs, bucketOf, quantileMs } from '../../src/analytics/histogram.ts';
import { seeded } from './event-log.ts';

function counted(waitsMs: readonly number[]): (number | undefined)[] {
  const counts: (number | undefined)[] = [];
  for (const waitMs of waitsMs) counts[bucketOf(waitMs)] = (counts[bucketOf(waitMs)] ?? 0) + 1;
  return counts;
}

describe('durations in buckets', () => {
  it('is at most 5 % off, from a millisecond to a month', () => {
    const waitsMs = [
      ...Array.from({ length: 5000 }, (_, i) => i),
      ...Array.from({ length: 200 }, (_, i) => Math.round(1.07 ** i)),
    ];
    for (const waitMs of waitsMs) {
      expect(Math.abs(bucketMiddleMs(bucketOf(waitMs)) - waitMs)).toBeLessThanOrEqual(waitMs * 0.05);
    }
  });

  it('finds median and p90 of a long-tailed sample', () => {
    const random = seeded(5);
    const waitsMs = Array.from({ length: 1001 }, () => Math.round(2000 * 900 ** (random() ** 3)));
    const sorted = [...waitsMs].sort((a, b) => a - b);
    for (const q of [0.5, 0.9]) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
      expect(Math.abs((quantileMs(counted(waitsMs), q) ?? 0) / exact - 1)).toBeLessThanOrEqual(0.05);
    }
  });

  it('knows nothing of nothing, and the one value of one', () => {
    expect(quantileMs([], 0.5)).toBeNull();
    expect(quantileMs(counted([0]), 0.9)).toBe(0);
  });
});
