/** A shard of a business's idempotency keys, and the way to it. Answers are sealed: some hold a new key, or a message. */
import { DurableObject } from 'cloudflare:workers';
import type { BusinessId } from '../domain/ids.ts';
import type { IdempotencyApi, StoredAnswer } from '../parts.ts';
import { durableSql } from '../platform/durable-sql.ts';
import { spellTuple, tupleName } from '../platform/hash.ts';
import type { Seal } from '../platform/seal.ts';
import { idempotencyLedger, KEEP_MS, type Begin, type IdempotencyLedger } from './idempotency-ledger.ts';

export class Idempotency extends DurableObject<Cloudflare.Env> {
  readonly #ledger: IdempotencyLedger;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#ledger = idempotencyLedger(durableSql(state.storage), () => Date.now());
  }

  async begin(key: string, fingerprint: string): Promise<Begin> {
    const begun = this.#ledger.begin(key, fingerprint);
    if (begun.kind === 'first' && (await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(Date.now() + KEEP_MS);
    return begun;
  }

  async finish(key: string, fingerprint: string, answer: StoredAnswer): Promise<void> {
    this.#ledger.finish(key, fingerprint, answer);
  }

  async release(key: string, fingerprint: string): Promise<void> {
    this.#ledger.release(key, fingerprint);
  }

  override async alarm(): Promise<void> {
    const againAtMs = this.#ledger.clean();
    if (againAtMs !== null) await this.ctx.storage.setAlarm(Math.max(againAtMs, Date.now() + 60_000));
  }
}

const SHARD_CHARS = 1;

/**
 * The object that keeps a business's key. Named from a hash of business and key, so no key of one business can meet another's.
 */
export async function idempotencyClient(
  namespace: DurableObjectNamespace<Idempotency>,
  seal: Seal,
  businessId: BusinessId,
  key: string,
): Promise<IdempotencyApi> {
  const shard = await tupleName(['idempotency', businessId, key], SHARD_CHARS);
  const stub = namespace.get(namespace.idFromName(spellTuple(['idempotency', businessId, shard])));
  const place = ['idempotency', businessId, key];
  return {
    async begin(givenKey, fingerprint) {
      const begun = await stub.begin(givenKey, fingerprint);
      if (begun.kind !== 'replay') return { kind: begun.kind };
      const { status, body, contentType } = begun.answer;
      return { kind: 'replay', answer: { status, contentType, body: await seal.open(body, place) } };
    },
    async finish(givenKey, fingerprint, answer) {
      await stub.finish(givenKey, fingerprint, { ...answer, body: await seal.seal(answer.body, place) });
    },
    async release(givenKey, fingerprint) {
      await stub.release(givenKey, fingerprint);
    },
  };
}
