import { describe, expect, it } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import { burstOf, governorClient, PAGE_LEASE_MS } from '../../src/outbound/governor-client.ts';
import { FULL, takeTokens } from '../../src/outbound/token-bucket.ts';

const LINE = { id: makeId('con', 'textline'), ratePerSecond: 100 };

/** A governor whose calls arrive in the order in which they were made, and answer after everybody has asked. */
function aGovernor() {
  const box = { nowMs: 1_000_000, bucket: FULL, asked: [] as number[], reports: [] as string[] };
  const client = governorClient(
    () => ({
      take: async (rate, burst, wanted) => {
        box.asked.push(wanted);
        const taken = takeTokens(box.bucket, rate, burst, wanted, box.nowMs);
        box.bucket = taken.bucket;
        await new Promise((resolve) => setImmediate(resolve));
        return { ...taken.grant, failures: taken.bucket.failures };
      },
      report: async (what) => box.reports.push(what),
      pause: async () => box.reports.push('pause'),
    }),
    () => box.nowMs,
  );
  const goes = async (takers: number): Promise<number> => {
    const results = await Promise.all(Array.from({ length: takers }, () => client.take(LINE)));
    return results.filter(({ kind }) => kind === 'go').length;
  };
  return Object.assign(box, { client, goes });
}

describe('single tokens', () => {
  it('that are asked for at once are asked for once each, not several times over', async () => {
    const g = aGovernor();
    expect(await g.goes(30)).toBe(30);
    expect(g.asked.reduce((sum, wanted) => sum + wanted, 0)).toBe(30);
  });

  it('are never more than the bucket gives', async () => {
    const g = aGovernor();
    expect(await g.goes(200)).toBe(burstOf(LINE.ratePerSecond));
    g.nowMs += 100;
    expect(await g.goes(200)).toBe(10);
  });

  it('of a lease that has ended are gone', async () => {
    const g = aGovernor();
    await g.goes(1);
    await g.client.take(LINE);
    const before = g.asked.length;
    g.nowMs += 5_000;
    await g.goes(1);
    expect(g.asked.length).toBe(before + 1);
  });
});

describe('the tokens of a page', () => {
  it('come in one call, no more than a burst, and are good for a moment', async () => {
    const g = aGovernor();
    expect(await g.client.lease(LINE, 20)).toEqual({
      granted: 20,
      untilMs: g.nowMs + PAGE_LEASE_MS,
      waitMs: 0,
    });
    expect(await g.client.lease(LINE, 500)).toMatchObject({ granted: 30 });
    expect(await g.client.lease(LINE, 500)).toMatchObject({ granted: 0, waitMs: 10 });
    expect(g.asked).toEqual([20, 50, 50]);
  });
});
