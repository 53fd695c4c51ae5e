/** What travels through the queues: ids only, never text or addresses of customers. Tagged and versioned. */
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

export type Job = SendJob | CampaignPageJob;
