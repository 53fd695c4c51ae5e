/**
 * So many at once in one isolate; the others stand in line. When hundreds of objects wake in the same second, each must finish
 * rather than all of them begin: a call to a provider whose answer waits behind a thousand thoughts looks like one that got lost.
 */
export type Turnstile = { pass: <T>(work: () => Promise<T>) => Promise<T> };

/** Who stands in line looks by itself as well: a promise that another object should keep may die with that object. */
const LOOK_AGAIN_MS = 1_000;

/** @param heldAtMostMs whoever has been in longer counts as gone: an object may be reset without leaving */
export function turnstile(places: number, heldAtMostMs: number, nowMs: () => number): Turnstile {
  const inside = new Map<symbol, number>();
  const line: (() => void)[] = [];

  const hasRoom = (): boolean => {
    if (inside.size < places) return true;
    const longAgoMs = nowMs() - heldAtMostMs;
    for (const [who, sinceMs] of inside) if (sinceMs < longAgoMs) inside.delete(who);
    return inside.size < places;
  };

  const stand = async (): Promise<void> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let called: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LOOK_AGAIN_MS);
      called = resolve;
      line.push(resolve);
    });
    clearTimeout(timer);
    const place = line.findIndex((one) => one === called);
    if (place >= 0) line.splice(place, 1);
  };

  return {
    async pass(work) {
      while (!hasRoom()) await stand();
      const me = Symbol();
      inside.set(me, nowMs());
      try {
        return await work();
      } finally {
        inside.delete(me);
        line.shift()?.();
      }
    },
  };
}
