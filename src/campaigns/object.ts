/** The Campaign object: a thin shell that gives the core its storage, its alarm and its queue. */
import { DurableObject } from 'cloudflare:workers';
import { parseId, type BusinessId, type CampaignId } from '../domain/ids.ts';
import { durableSql } from '../platform/durable-sql.ts';
import { partsOf } from '../wiring.ts';
import type {
  AddResult,
  CampaignApi,
  CampaignPage,
  CampaignProgress,
  CampaignSpec,
  PageRecipient,
  Permission,
  RecipientInput,
  RecipientOutcome,
  TransitionResult,
} from './api.ts';
import { campaignCore, type CampaignCore } from './core.ts';
import { CAMPAIGN_TABLES } from './tables.ts';

export class Campaign extends DurableObject<Cloudflare.Env> implements CampaignApi {
  readonly #core: CampaignCore;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    state.storage.sql.exec(CAMPAIGN_TABLES);
    const { nowMs, log, enqueue, conversationIdFor } = partsOf(env);
    this.#core = campaignCore({
      sql: durableSql(state.storage),
      nowMs,
      setAlarm: (atMs) => state.storage.setAlarm(atMs),
      enqueue: (job) => enqueue('campaigns', job),
      conversationIdFor,
      identity: () => identityOf(state.id.name ?? ''),
      log,
    });
  }

  create(spec: CampaignSpec): Promise<void> {
    return this.#core.create(spec);
  }

  addRecipients(recipients: RecipientInput[]): Promise<AddResult> {
    return this.#core.addRecipients(recipients);
  }

  start(): Promise<TransitionResult> {
    return this.#core.start();
  }

  pause(reason?: 'asked' | 'business'): Promise<TransitionResult> {
    return this.#core.pause(reason);
  }

  resume(): Promise<TransitionResult> {
    return this.#core.resume();
  }

  cancel(): Promise<TransitionResult> {
    return this.#core.cancel();
  }

  progress(): Promise<CampaignProgress | null> {
    return this.#core.progress();
  }

  read(): Promise<CampaignSpec | null> {
    return this.#core.read();
  }

  sample(limit: number): Promise<PageRecipient[]> {
    return this.#core.sample(limit);
  }

  page(fromSeq: number, toSeq: number): Promise<CampaignPage> {
    return this.#core.page(fromSeq, toSeq);
  }

  report(outcomes: RecipientOutcome[]): Promise<void> {
    return this.#core.report(outcomes);
  }

  permission(): Promise<Permission> {
    return this.#core.permission();
  }

  override alarm(): Promise<void> {
    return this.#core.alarm();
  }
}

/** The object is named `["biz_...","cmp_..."]`: one business's campaign cannot be named from another's. */
function identityOf(name: string): { businessId: BusinessId; campaignId: CampaignId } {
  const [business = '', campaign = ''] = /^\["([^"]*)","([^"]*)"\]$/.exec(name)?.slice(1) ?? [];
  const businessId = parseId('biz', business);
  const campaignId = parseId('cmp', campaign);
  if (businessId === null || campaignId === null) throw new Error('this campaign object was not named by us');
  return { businessId, campaignId };
}
