/** What travels through the queues: ids only, never text or addresses of customers. Tagged and versioned. */
import { parseId } from '../domain/ids.ts';
import type { BusinessId, CampaignId, ConversationId, SendId } from '../domain/ids.ts';

/**
 * One send to be tried. Idempotent by `sendId`: the conversation's claim lets only one delivery post it,
 * so a job that is delivered twice, late or out of order does no harm.
 */
export type SendJob = {
  kind: 'send.v1';
  businessId: BusinessId;
  conversationId: ConversationId;
  sendId: SendId;
  campaignId: CampaignId | null;
};

/** A page of a campaign's frozen audience, `fromSeq` to `toSeq` inclusive. Its sends have deterministic ids. */
export type CampaignPageJob = {
  kind: 'campaign-page.v1';
  businessId: BusinessId;
  campaignId: CampaignId;
  fromSeq: number;
  toSeq: number;
};

/** A head on vectors for one version of a business's model: trained here, because a request has no time for it. */
export type HeadJob = { kind: 'embedding-head.v1'; businessId: BusinessId; version: string };

export type Job = SendJob | CampaignPageJob | HeadJob;

/** The only place that reads a job from a queue. Null = not one of ours. */
export function parseJob(body: unknown): Job | null {
  if (typeof body !== 'object' || body === null) return null;
  const fields = new Map<string, unknown>(Object.entries(body));
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const businessId = parseId('biz', text('businessId'));
  const campaignId = parseId('cmp', text('campaignId'));
  if (businessId === null) return null;
  if (fields.get('kind') === 'send.v1') {
    const conversationId = parseId('cnv', text('conversationId'));
    const sendId = parseId('snd', text('sendId'));
    if (conversationId === null || sendId === null) return null;
    return { kind: 'send.v1', businessId, conversationId, sendId, campaignId };
  }
  if (fields.get('kind') === 'embedding-head.v1') {
    const version = text('version');
    return /^[\w.-]{1,100}$/.test(version) ? { kind: 'embedding-head.v1', businessId, version } : null;
  }
  const fromSeq = fields.get('fromSeq');
  const toSeq = fields.get('toSeq');
  if (fields.get('kind') !== 'campaign-page.v1' || campaignId === null) return null;
  if (typeof fromSeq !== 'number' || typeof toSeq !== 'number') return null;
  return { kind: 'campaign-page.v1', businessId, campaignId, fromSeq, toSeq };
}
