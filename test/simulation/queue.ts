/** A queue as the platform promises it: at least once, in no order, with retries, and it may refuse to take a message. */
import { Unreachable } from './host.ts';
import type { World } from './world.ts';

export type Consumer = (batch: MessageBatch<unknown>) => Promise<void>;

const MAX_RETRIES = 5;
/** A lost message is one that the platform lets go of after its retention: rare, and it must not matter. */

export class SimulatedQueue {
  readonly #world: World;
  readonly #consume: Consumer;
  #ids = 0;
  dead: unknown[] = [];

  constructor(world: World, consume: Consumer) {
    this.#world = world;
    this.#consume = consume;
  }

  async send(body: unknown): Promise<void> {
    if (this.#world.strikes('queueDown')) throw new Unreachable('the queue takes nothing now');
    const copies = this.#world.strikes('queueDuplicate') ? this.#world.int(2, 3) : 1;
    if (!this.#world.strikes('queueLoses')) {
      for (let copy = 0; copy < copies; copy += 1)
        this.#plan(structuredClone(body), 1, copy * this.#world.int(5, 60_000));
    }
    if (this.#world.strikes('lostReply')) throw new Unreachable('the answer of the queue was lost');
  }

  #plan(body: unknown, attempts: number, waitMs: number): void {
    const shuffledMs = this.#world.strikes('queueReorder')
      ? this.#world.int(0, 5_000)
      : this.#world.int(1, 20);
    this.#world.at(this.#world.nowMs + waitMs + shuffledMs, () => void this.#deliver(body, attempts));
  }

  async #deliver(body: unknown, attempts: number): Promise<void> {
    this.#ids += 1;
    const decided: { ack: boolean; retryS: number | null } = { ack: false, retryS: null };
    const message = {
      id: `m${this.#ids}`,
      timestamp: new Date(this.#world.nowMs),
      body,
      attempts,
      ack: () => {
        decided.ack = true;
      },
      retry: (options?: { delaySeconds?: number }) => {
        decided.retryS = options?.delaySeconds ?? 0;
      },
    };
    let crashed = false;
    try {
      await this.#consume(batchOf(message));
    } catch {
      crashed = true;
    }
    // A consumer that dies acknowledges nothing, whatever it had decided.
    if (this.#world.strikes('crash')) crashed = true;
    if (decided.ack && !crashed) return;
    if (attempts > MAX_RETRIES) {
      this.dead.push(body);
      return;
    }
    this.#plan(body, attempts + 1, (decided.retryS ?? 1) * 1_000);
  }
}

function batchOf(message: Message<unknown>): MessageBatch<unknown> {
  return {
    queue: 'simulated',
    messages: [message],
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    ackAll: () => message.ack(),
    retryAll: (options) => message.retry(options),
  } as MessageBatch<unknown>;
}
