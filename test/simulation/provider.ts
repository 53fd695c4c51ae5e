/** The provider at the other end: takes posts, sometimes without saying so, and calls back about them. It never lies in a look-up. */
import type {
  DeliveryStatus,
  DeliveryUpdate,
  LookupOutcome,
  OutboundMessage,
  SendOutcome,
} from '../../src/domain/channel.ts';
import type { World } from './world.ts';

export type Post = {
  sendId: string;
  to: string;
  text: string;
  /** When the call began: what had committed before must have been obeyed. */
  startedAtMs: number;
  accepted: boolean;
  outcome: SendOutcome['kind'];
  /** The house was still there to hear it. */
  heard: boolean;
};

export type Callback = (to: string, update: DeliveryUpdate) => Promise<boolean>;

export class SimulatedProvider {
  readonly posts: Post[] = [];
  /** Statuses that the house has acknowledged, by send id: its own record may not be behind them. */
  readonly acknowledged = new Map<string, DeliveryStatus[]>();
  readonly #world: World;
  readonly #callback: Callback;
  #ids = 0;
  #revokedUntilMs = 0;
  readonly #held = new Map<string, { sid: string; status: DeliveryStatus }>();

  constructor(world: World, callback: Callback) {
    this.#world = world;
    this.#callback = callback;
  }

  async post(message: OutboundMessage): Promise<SendOutcome> {
    const world = this.#world;
    const post: Post = {
      sendId: message.sendId,
      to: message.to.value,
      text: message.text,
      startedAtMs: world.nowMs,
      accepted: false,
      outcome: 'sent',
      heard: false,
    };
    this.posts.push(post);
    const decide = (outcome: SendOutcome): SendOutcome => {
      post.outcome = outcome.kind;
      return outcome;
    };
    if (world.strikes('credentialsRevoked')) this.#revokedUntilMs = world.nowMs + world.int(1_000, 3_600_000);
    await world.sleep(world.int(5, world.strikes('slow') ? 9_000 : 120));
    if (world.nowMs < this.#revokedUntilMs && world.faultsOn)
      return decide({ kind: 'held', reason: '20003' });
    if (world.strikes('providerBusy'))
      return decide({
        kind: 'later',
        waitMs: world.int(500, 20_000),
        scope: world.chance(0.5) ? 'connection' : 'conversation',
        reason: '20429',
      });
    if (world.strikes('providerRefuses')) return decide({ kind: 'never', reason: '21211', optOut: false });
    const ambiguous = world.strikes('providerUnknown');
    if (ambiguous && world.chance(0.4)) return decide({ kind: 'unknown', reason: 'http_503' });
    const sid = this.#take(message, post);
    return decide(
      ambiguous
        ? { kind: 'unknown', reason: 'timeout' }
        : { kind: 'sent', providerMessageId: sid, segments: null },
    );
  }

  async lookup(message: OutboundMessage): Promise<LookupOutcome> {
    await this.#world.sleep(this.#world.int(5, 300));
    if (this.#world.strikes('lostReply')) return { kind: 'unclear' };
    const held = this.#held.get(message.sendId);
    return held === undefined
      ? { kind: 'absent' }
      : { kind: 'found', providerMessageId: held.sid, status: held.status };
  }

  #take(message: OutboundMessage, post: Post): string {
    const world = this.#world;
    this.#ids += 1;
    const sid = `SM${String(this.#ids).padStart(6, '0')}`;
    post.accepted = true;
    this.#held.set(message.sendId, { sid, status: 'accepted' });
    const fails = world.faultsOn && world.chance(0.04);
    const statuses: DeliveryStatus[] = fails ? ['sent', 'failed'] : ['sent', 'delivered'];
    let atMs = world.nowMs + (world.strikes('callbackEarly') ? 0 : world.int(30, 2_000));
    for (const status of statuses) {
      const times = world.strikes('callbackDuplicate') ? world.int(2, 4) : 1;
      for (let copy = 0; copy < times; copy += 1) {
        const whenMs = atMs + copy * world.int(0, 30_000);
        world.at(whenMs, () => void this.#call(message, sid, status, 0));
      }
      atMs += world.chance(0.3) ? -world.int(0, 20) : world.int(10, 3_000);
    }
    return sid;
  }

  /** Tried again until it is acknowledged, up to five times. */
  async #call(message: OutboundMessage, sid: string, status: DeliveryStatus, tries: number): Promise<void> {
    const held = this.#held.get(message.sendId);
    if (held !== undefined && RANK[status] > RANK[held.status]) held.status = status;
    const failure = status === 'failed' ? 'permanent' : null;
    try {
      const known = await this.#callback(message.to.value, {
        kind: 'delivery',
        providerMessageId: sid,
        sendId: message.sendId,
        status,
        providerCode: status === 'failed' ? '30005' : null,
        failure,
        priceMicroUsd: null,
      });
      if (known)
        this.acknowledged.set(message.sendId, [...(this.acknowledged.get(message.sendId) ?? []), status]);
    } catch {
      if (tries < 5)
        this.#world.at(
          this.#world.nowMs + 1_000 * 2 ** tries,
          () => void this.#call(message, sid, status, tries + 1),
        );
    }
  }
}

export const RANK: Readonly<Record<DeliveryStatus, number>> = {
  accepted: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
};
