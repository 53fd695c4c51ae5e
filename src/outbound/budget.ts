/** What a business may still spend this month. Reserved before a send, idempotent by send id, never over the cap. */
import { DurableObject } from 'cloudflare:workers';
import type { SendId } from '../domain/ids.ts';
import { durableSql } from '../platform/durable-sql.ts';
import { BUDGET_TABLES, release, reserve, reserveModelCall, settleModelCall } from './budget-ledger.ts';
import type { ModelCaps } from './budget-ledger.ts';
import type { Sql } from '../platform/sql.ts';

export class Budget extends DurableObject<Cloudflare.Env> {
  readonly #sql: Sql;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = durableSql(state.storage);
    for (const table of BUDGET_TABLES) this.#sql.run(table);
  }

  async reserve(sendId: SendId, month: string, microUsd: number, capMicroUsd: number): Promise<boolean> {
    return reserve(this.#sql, sendId, month, microUsd, capMicroUsd);
  }

  async release(sendId: SendId): Promise<void> {
    release(this.#sql, sendId);
  }

  async reserveModelCall(callId: string, month: string, microUsd: number, caps: ModelCaps): Promise<boolean> {
    return reserveModelCall(this.#sql, callId, month, microUsd, caps);
  }

  async settleModelCall(callId: string, microUsd: number): Promise<void> {
    settleModelCall(this.#sql, callId, microUsd);
  }
}
