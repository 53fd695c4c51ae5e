/** Hosts one object as the platform does: storage that survives, an alarm, instances that may die at any await. */
import { DatabaseSync } from 'node:sqlite';
import { nodeSql } from '../../src/platform/node-sql.ts';
import type { Sql } from '../../src/platform/sql.ts';
import type { World } from './world.ts';

/** What the caller of an object that died, or of a reply that got lost, sees. */
export class Unreachable extends Error {}

/** One life of an object: from its first call to its crash. */
export class Life {
  dead = false;
  readonly #world: World;
  readonly death: Promise<never>;
  #die: (error: Error) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
    this.death = new Promise<never>((_, reject) => {
      this.#die = reject;
    });
    this.death.catch(() => undefined);
  }

  /** An await of the core: other things happen meanwhile, and it may be the last thing this instance does. */
  async hop(maxMs = 40): Promise<void> {
    if (this.dead) await forever();
    if (this.#world.strikes('crash')) this.kill();
    if (this.dead) await forever();
    if (this.#world.strikes('slow')) await this.#world.sleep(this.#world.int(1, maxMs));
    if (this.dead) await forever();
  }

  kill(): void {
    this.dead = true;
    this.#die(new Unreachable('the object was reset'));
  }
}

type Core = { alarm: () => Promise<void> };

export class Host<C extends Core> {
  readonly sql: Sql;
  readonly #world: World;
  readonly #make: (life: Life, host: Host<C>, sql: Sql) => C;
  #instance: { life: Life; core: C } | null = null;
  #alarm: { atMs: number; token: number } | null = null;
  #tokens = 0;

  constructor(
    world: World,
    make: (life: Life, host: Host<C>, sql: Sql) => C,
    tamper: (sql: Sql) => Sql = (sql) => sql,
  ) {
    this.#world = world;
    this.#make = make;
    this.sql = tamper(nodeSql(new DatabaseSync(':memory:')));
  }

  get alarmAtMs(): number | null {
    return this.#alarm?.atMs ?? null;
  }

  /** A remote call: it may not arrive, the object may die in it, the answer may get lost. */
  async call<T>(use: (core: C) => Promise<T>): Promise<T> {
    await this.#travel();
    const { life, core } = this.#live();
    const result = await Promise.race([use(core), life.death]);
    if (this.#world.strikes('lostReply')) throw new Unreachable('the answer was lost');
    return result;
  }

  /** The only alarm: setting it replaces the one before. */
  setAlarm(atMs: number): void {
    this.#tokens += 1;
    const token = this.#tokens;
    const lateMs = this.#world.strikes('alarmLate') ? this.#world.int(1_000, 6 * 3_600_000) : 0;
    this.#alarm = { atMs, token };
    this.#world.at(atMs + lateMs, () => void this.#ring(token, 0));
  }

  kill(): void {
    this.#instance?.life.kill();
  }

  /** At least once, and again with a back-off when the handler dies, six times at most. */
  async #ring(token: number, failed: number): Promise<void> {
    if (failed === 0) {
      if (this.#alarm?.token !== token) return;
      this.#alarm = null;
    }
    try {
      const { life, core } = this.#live();
      await Promise.race([core.alarm(), life.death]);
      if (this.#world.strikes('alarmTwice')) {
        const again = this.#live();
        await Promise.race([again.core.alarm(), again.life.death]);
      }
    } catch {
      if (failed >= 6 || this.#alarm !== null) return;
      this.#world.at(this.#world.nowMs + 2_000 * 2 ** failed, () => {
        if (this.#alarm === null) void this.#ring(token, failed + 1);
      });
    }
  }

  #live(): { life: Life; core: C } {
    if (this.#instance === null || this.#instance.life.dead) {
      const life = new Life(this.#world);
      this.#instance = { life, core: this.#make(life, this, guarded(this.sql, life)) };
    }
    return this.#instance;
  }

  async #travel(): Promise<void> {
    if (this.#world.strikes('slow')) await this.#world.sleep(this.#world.int(1, 200));
    if (!this.#world.strikes('crash')) return;
    this.kill();
    throw new Unreachable('the call did not arrive');
  }
}

/** A dead instance cannot write: the platform has let go of its storage. */
function guarded(sql: Sql, life: Life): Sql {
  const alive = (): void => {
    if (life.dead) throw new Unreachable('this instance is gone');
  };
  return {
    all: (query, ...params) => (alive(), sql.all(query, ...params)),
    run: (query, ...params) => (alive(), sql.run(query, ...params)),
    script: (statements) => (alive(), sql.script(statements)),
    transaction: (work) => (alive(), sql.transaction(work)),
  };
}

export function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}
