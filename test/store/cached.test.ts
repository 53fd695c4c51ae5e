import { describe, expect, it } from 'vitest';
import { cached } from '../../src/store/cached.ts';

function world(staleIfErrorMs = 900_000) {
  const state = { nowMs: 1_000_000, loads: 0, fails: false, values: new Map([['a', 'one']]) };
  const load = async (key: string) => {
    state.loads += 1;
    await Promise.resolve();
    if (state.fails) throw new Error('the database is down');
    return state.values.get(key) ?? null;
  };
  const cache = cached<string, string>(load, {
    nowMs: () => state.nowMs,
    freshMs: 60_000,
    staleIfErrorMs,
    missingMs: 5_000,
    maxEntries: 3,
  });
  return { state, cache };
}

describe('a cached read', () => {
  it('loads once while fresh, then again', async () => {
    const { state, cache } = world();
    expect([await cache.get('a'), await cache.get('a')]).toEqual(['one', 'one']);
    expect(state.loads).toBe(1);
    state.values.set('a', 'two');
    state.nowMs += 59_999;
    expect(await cache.get('a')).toBe('one');
    state.nowMs += 1;
    expect(await cache.get('a')).toBe('two');
    expect(state.loads).toBe(2);
  });

  it('loads once for many who ask at the same time', async () => {
    const { state, cache } = world();
    expect(await Promise.all(Array.from({ length: 50 }, () => cache.get('a')))).toEqual(
      Array(50).fill('one'),
    );
    expect(state.loads).toBe(1);
  });

  it('does not wait for ever for a load that died with its request', async () => {
    let first = true;
    const cache = cached<string, string>(
      () => {
        if (!first) return Promise.resolve('own');
        first = false;
        return new Promise(() => {});
      },
      { nowMs: () => 0, freshMs: 1, staleIfErrorMs: 0, missingMs: 1, maxEntries: 3 },
    );
    void cache.get('a');
    expect(await cache.get('a')).toBe('own');
  });

  it('serves the old value while the database is down, for a quarter of an hour', async () => {
    const { state, cache } = world();
    await cache.get('a');
    state.fails = true;
    state.nowMs += 899_999;
    expect(await cache.get('a')).toBe('one');
    state.nowMs += 1;
    await expect(cache.get('a')).rejects.toThrow('down');
    state.fails = false;
    expect(await cache.get('a')).toBe('one');
  });

  it('never serves an old value where that is not wanted', async () => {
    const { state, cache } = world(0);
    await cache.get('a');
    state.fails = true;
    state.nowMs += 60_000;
    await expect(cache.get('a')).rejects.toThrow('down');
  });

  it('remembers shortly that there is none, and never through an outage', async () => {
    const { state, cache } = world();
    expect([await cache.get('b'), await cache.get('b')]).toEqual([null, null]);
    expect(state.loads).toBe(1);
    state.values.set('b', 'new');
    state.nowMs += 5_000;
    expect(await cache.get('b')).toBe('new');
    expect(await cache.get('c')).toBeNull();
    state.nowMs += 5_000;
    state.fails = true;
    await expect(cache.get('c')).rejects.toThrow('down');
  });

  it('keeps a bounded number of keys and lets go of the oldest', async () => {
    const { state, cache } = world();
    for (const key of ['a', 'b', 'c', 'd']) await cache.get(key);
    expect(state.loads).toBe(4);
    await cache.get('d');
    expect(state.loads).toBe(4);
    await cache.get('a');
    expect(state.loads).toBe(5);
  });

  it('forgets on request, even while loading', async () => {
    const { state, cache } = world();
    const loading = cache.get('a');
    cache.forget('a');
    await loading;
    state.values.set('a', 'two');
    expect(await cache.get('a')).toBe('two');
  });
});
