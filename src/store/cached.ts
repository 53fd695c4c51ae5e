/**
 * Values that every message needs, kept in the isolate: fresh for a minute, stale while the database is down. One load at a
 * time per key, a bounded number of keys, and "there is none" is remembered too, but shortly.
 */
export type CacheOptions = {
  nowMs: () => number;
  freshMs: number;
  /** A value this old still serves when loading fails; 0 = never. */
  staleIfErrorMs: number;
  /** How long "there is none" counts. */
  missingMs: number;
  maxEntries: number;
};

export const ISOLATE_CACHE = {
  freshMs: 60_000,
  staleIfErrorMs: 15 * 60_000,
  missingMs: 5_000,
  maxEntries: 2_000,
} as const;

/** A correction, and a version that was called back, act in every isolate after so long. */
export const SECONDS_CACHE = { ...ISOLATE_CACHE, freshMs: 2_000, missingMs: 2_000 } as const;

export type Cached<Key extends string, Value> = {
  /** @throws what `load` threw, when nothing usable is kept */
  get: (key: Key) => Promise<Value | null>;
  /** After a change made in this isolate. Others see it within `freshMs`. */
  forget: (key: Key) => void;
};

const FOLLOW_MS = 1_000;

type Entry<Value> = { value: Value | null; loadedAtMs: number };

export function cached<Key extends string, Value>(
  load: (key: Key) => Promise<Value | null>,
  { nowMs, freshMs, staleIfErrorMs, missingMs, maxEntries }: CacheOptions,
): Cached<Key, Value> {
  // A Map keeps insertion order: the first key is the one loaded longest ago.
  const entries = new Map<Key, Entry<Value>>();
  const loading = new Map<Key, Promise<Value | null>>();

  const reload = async (key: Key, old: Entry<Value> | undefined): Promise<Value | null> => {
    try {
      const value = await load(key);
      if (loading.has(key)) {
        entries.delete(key);
        entries.set(key, { value, loadedAtMs: nowMs() });
        const eldest = entries.keys().next();
        if (entries.size > maxEntries && eldest.done === false) entries.delete(eldest.value);
      }
      return value;
    } catch (error) {
      const usable = old !== undefined && old.value !== null && nowMs() - old.loadedAtMs < staleIfErrorMs;
      if (!usable) throw error;
      return old.value;
    } finally {
      loading.delete(key);
    }
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry !== undefined) {
        const ageMs = nowMs() - entry.loadedAtMs;
        if (ageMs < (entry.value === null ? missingMs : freshMs)) return Promise.resolve(entry.value);
      }
      const under = loading.get(key);
      if (under !== undefined) return firstOf(under, () => reload(key, entry));
      const promise = reload(key, entry);
      loading.set(key, promise);
      return promise;
    },
    forget(key) {
      entries.delete(key);
      loading.delete(key);
    },
  };
}

/** A load belongs to the request that began it and dies with it: who waits for another's load waits only so long. */
async function firstOf<Value>(under: Promise<Value>, own: () => Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), FOLLOW_MS);
  });
  try {
    const first = await Promise.race([under.then((value) => ({ value })), late]);
    return first === 'late' ? await own() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
