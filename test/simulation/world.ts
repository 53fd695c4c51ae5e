/** Time, chance and crashes of one simulated run. Everything is drawn from the seed: the same seed is the same run. */

export type Faults = {
  crash: number;
  lostReply: number;
  slow: number;
  queueDown: number;
  queueDuplicate: number;
  queueReorder: number;
  queueLoses: number;
  providerUnknown: number;
  providerRefuses: number;
  providerBusy: number;
  credentialsRevoked: number;
  callbackEarly: number;
  callbackDuplicate: number;
  webhookDuplicate: number;
  alarmTwice: number;
  alarmLate: number;
  alarmFails: number;
  storeDown: number;
  clockJump: number;
};

export type FaultKind = keyof Faults;

/** How often each kind strikes where it can, when the seed has it switched on. */
const RATES: Faults = {
  crash: 0.015,
  lostReply: 0.04,
  slow: 0.25,
  queueDown: 0.05,
  queueDuplicate: 0.2,
  queueReorder: 0.3,
  queueLoses: 0.03,
  providerUnknown: 0.08,
  providerRefuses: 0.05,
  providerBusy: 0.12,
  credentialsRevoked: 0.03,
  callbackEarly: 0.2,
  callbackDuplicate: 0.3,
  webhookDuplicate: 0.3,
  alarmTwice: 0.05,
  alarmLate: 0.03,
  alarmFails: 0.02,
  storeDown: 0.03,
  clockJump: 0.02,
};

/** A run that is not at rest after so many steps goes in circles. */
export const MAX_STEPS = 20_000;

export class World {
  nowMs = Date.UTC(2026, 9, 20, 15);
  readonly seed: number;
  readonly struck: Partial<Record<FaultKind, number>> = {};
  steps = 0;
  faultsOn = true;
  #random: number;
  readonly #rates: Partial<Faults> = {};
  readonly #heap = new Heap();
  #order = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.#random = (seed * 2_654_435_761) >>> 0;
    for (let i = 0; i < 8; i += 1) this.random();
    // Swarm: each kind of fault is on in about half of the seeds, so that rare combinations get room.
    for (const kind of Object.keys(RATES) as FaultKind[])
      if (this.random() < 0.5) this.#rates[kind] = RATES[kind];
    this.nowMs += this.int(0, 23) * 3_600_000;
  }

  /** mulberry32. */
  random = (): number => {
    this.#random = (this.#random + 0x6d2b79f5) >>> 0;
    let t = this.#random;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };

  int(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** Whether this fault strikes here and now. Counts it. */
  strikes(kind: FaultKind): boolean {
    const rate = this.#rates[kind];
    if (!this.faultsOn || rate === undefined || this.random() >= rate) return false;
    this.struck[kind] = (this.struck[kind] ?? 0) + 1;
    return true;
  }

  at(atMs: number, work: () => void): void {
    this.#order += 1;
    this.#heap.push({ atMs: Math.max(atMs, this.nowMs), order: this.#order, work });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.nowMs + ms, resolve));
  }

  /** Runs until nothing is planned before `untilMs`. Time never goes back, also when the objects' own clock jumps. */
  async runUntil(untilMs: number): Promise<void> {
    for (;;) {
      await drained();
      const next = this.#heap.peek();
      if (next === undefined || next.atMs > untilMs || this.steps > MAX_STEPS) break;
      this.#heap.pop();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.steps += 1;
      if (this.steps > MAX_STEPS) return;
      next.work();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  get nextAtMs(): number | null {
    return this.#heap.peek()?.atMs ?? null;
  }
}

/** All promise work that does not wait for simulated time is done. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type Planned = { atMs: number; order: number; work: () => void };

class Heap {
  readonly #items: Planned[] = [];

  peek(): Planned | undefined {
    return this.#items[0];
  }

  push(item: Planned): void {
    const items = this.#items;
    items.push(item);
    let i = items.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(item, items[parent])) break;
      items[i] = items[parent] as Planned;
      i = parent;
    }
    items[i] = item;
  }

  pop(): Planned | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1], items[child])) child += 1;
      if (!before(items[child], last)) break;
      items[i] = items[child] as Planned;
      i = child;
    }
    items[i] = last;
    return top;
  }
}

function before(a: Planned | undefined, b: Planned | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
