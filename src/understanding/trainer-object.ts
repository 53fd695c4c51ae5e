/** The Trainer object, one for each business: training never happens in a request. */
import { DurableObject } from 'cloudflare:workers';
import { trainerPorts } from '../wiring.ts';
import { Trainer as Core } from './trainer.ts';
import type { ReleaseResult, TrainerApi, TrainerStatus } from './trainer-api.ts';

export class Trainer extends DurableObject<Cloudflare.Env> implements TrainerApi {
  readonly #core: Core;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#core = new Core(trainerPorts(env, state));
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
