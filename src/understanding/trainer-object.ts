/** The Trainer object, one for each business: training never happens in a request. */
import { DurableObject } from 'cloudflare:workers';
import { parseId } from '../domain/ids.ts';
import type { BusinessId } from '../domain/ids.ts';
import { durableSql } from '../platform/durable-sql.ts';
import { learningPorts, partsOf } from '../wiring.ts';
import { Trainer as Core } from './trainer.ts';
import type { ReleaseResult, TrainerApi, TrainerStatus } from './trainer-api.ts';

export class Trainer extends DurableObject<Cloudflare.Env> implements TrainerApi {
  readonly #core: Core;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    const { nowMs, log } = partsOf(env);
    this.#core = new Core({
      ...learningPorts(env, businessOf(state.id.name ?? '')),
      sql: durableSql(state.storage),
      nowMs,
      setAlarm: (atMs) => state.storage.setAlarm(atMs),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      log,
    });
  }

  request(): Promise<void> {
    return this.#core.request();
  }

  wake(): Promise<void> {
    return this.#core.wake();
  }

  trainNow(): Promise<ReleaseResult> {
    return this.#core.trainNow();
  }

  status(): Promise<TrainerStatus> {
    return this.#core.status();
  }

  startCanary(version: string, share: number): Promise<ReleaseResult> {
    return this.#core.startCanary(version, share);
  }

  pin(version: string): Promise<ReleaseResult> {
    return this.#core.pin(version);
  }

  unpin(): Promise<ReleaseResult> {
    return this.#core.unpin();
  }

  rollBack(): Promise<ReleaseResult> {
    return this.#core.rollBack();
  }

  setSelfTraining(on: boolean): Promise<void> {
    return this.#core.setSelfTraining(on);
  }

  override async alarm(): Promise<void> {
    await this.#core.alarm();
  }
}

/** The object is named `["biz_...","trainer"]`. */
function businessOf(name: string): BusinessId {
  const id = parseId('biz', /^\["([^"]*)","trainer"\]$/.exec(name)?.[1] ?? '');
  if (id === null) throw new Error('this trainer was not named by us');
  return id;
}
