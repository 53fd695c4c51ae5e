/** The Outreach object: a thin shell that gives the core its storage and its alarm. */
import { DurableObject } from 'cloudflare:workers';
import type { DeliveryUpdate } from '../domain/channel.ts';
import { parseId } from '../domain/ids.ts';
import type { BusinessId, ConversationId, SendId } from '../domain/ids.ts';
import { outreachPorts } from '../wiring.ts';
import type { FirstTry, OutreachApi, Permit, Posted, Wanted } from './api.ts';
import { OutreachCore } from './core.ts';
import { OUTREACH_TABLES } from './tables.ts';

export class Outreach extends DurableObject<Cloudflare.Env> implements OutreachApi {
  readonly #core: OutreachCore;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    state.storage.sql.exec(OUTREACH_TABLES);
    this.#core = new OutreachCore(outreachPorts(env, businessOf(state.id.name ?? ''), state.storage));
  }

  permit(permit: Permit): Promise<void> {
    return this.#core.permit(permit);
  }

  post(wanted: Wanted[], tokenUntilMs: number): Promise<FirstTry[]> {
    return this.#core.post(wanted, tokenUntilMs);
  }

  delivery(update: DeliveryUpdate): Promise<boolean> {
    return this.#core.delivery(update);
  }

  sentTo(conversationId: ConversationId): Promise<Posted[]> {
    return this.#core.sentTo(conversationId);
  }

  forget(sends: { sendId: SendId; delivery: Posted['delivery'] }[]): Promise<void> {
    return this.#core.forget(sends);
  }

  countOffer(conversationId: ConversationId, sendId: SendId | null): Promise<number[]> {
    return this.#core.countOffer(conversationId, sendId);
  }

  uncountOffer(conversationId: ConversationId, sendId: SendId): Promise<void> {
    return this.#core.uncountOffer(conversationId, sendId);
  }

  wake(): Promise<void> {
    return this.#core.wake();
  }

  override alarm(): Promise<void> {
    return this.#core.alarm();
  }
}

/** The object is named `["biz_...","outreach"]`: nobody writes in another business's name. */
function businessOf(name: string): BusinessId {
  const businessId = parseId('biz', /^\["([^"]*)","outreach"\]$/.exec(name)?.[1] ?? '');
  if (businessId === null) throw new Error('this outreach object was not named by us');
  return businessId;
}
