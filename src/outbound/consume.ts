/** The queues' consumer: the only place that decides between acknowledging a job and trying it again. */
import { deliverPage, outcomeOf } from '../campaigns/page.ts';
import type { PagePorts } from '../campaigns/page.ts';
import type { CampaignApi } from '../campaigns/api.ts';
import type { ConversationApi, DeliverResult } from '../conversation/api.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, CampaignId, ConversationId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';
import { errorName } from '../platform/log.ts';
import { parseJob } from './jobs.ts';
import type { Job, SendJob } from './jobs.ts';

export type ConsumeParts = {
  conversation: (businessId: BusinessId, id: ConversationId) => ConversationApi;
  campaign: (businessId: BusinessId, id: CampaignId) => CampaignApi;
  profile: (id: BusinessId) => Promise<BusinessProfile | null>;
  outreach: PagePorts['outreach'];
  tokens: PagePorts['tokens'];
  nowMs: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Trains the head of a version, unless it has one. What an encoder does not answer is wanted again later. */
  trainHead: (businessId: BusinessId, version: string) => Promise<void>;
  log: Log;
};

/**
 * What the provider said is data and stays in the conversation: its own timers try again. Only our own faults come back as a
 * retry of the job, and after the last retry it lies among the dead letters.
 */
export async function consumeJobs(batch: MessageBatch<unknown>, parts: ConsumeParts): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const job = parseJob(message.body);
      try {
        if (job === null) throw new TypeError('not a job');
        const again = await work(job, parts);
        if (again === null) message.ack();
        else message.retry({ delaySeconds: again });
      } catch (error) {
        parts.log.error('job_failed', {
          kind: job?.kind ?? 'unreadable',
          attempts: message.attempts,
          error: errorName(error),
        });
        message.retry({ delaySeconds: retryWaitS(message.attempts) });
      }
    }),
  );
}

/** Null = done; a number = seconds until the job should come again. */
async function work(job: Job, parts: ConsumeParts): Promise<number | null> {
  if (job.kind === 'send.v1') return deliverSend(job, parts);
  if (job.kind === 'embedding-head.v1') {
    await parts.trainHead(job.businessId, job.version);
    return null;
  }
  const result = await deliverPage(job, parts);
  return result.kind === 'incomplete' ? 5 : null;
}

async function deliverSend(job: SendJob, parts: ConsumeParts): Promise<number | null> {
  const conversation = parts.conversation(job.businessId, job.conversationId);
  const { campaignId } = job;
  if (campaignId !== null) {
    const campaign = parts.campaign(job.businessId, campaignId);
    const permission = await campaign.permission();
    // The conversation offers a send that nobody took again, a minute later, for as long as the campaign is paused.
    if (permission === 'hold') return null;
    if (permission === 'cancel') await conversation.cancel(job.sendId);
  }
  const result: DeliverResult = await conversation.deliver(job.sendId);
  if (result.kind === 'missing') parts.log.error('send_missing', { sendId: job.sendId });
  if (result.kind === 'done' && result.campaignId !== null && job.campaignId !== null) {
    const outcome = {
      sendId: job.sendId,
      ...outcomeOf(result.state, result.reason),
      segments: result.segments,
    };
    await parts.campaign(job.businessId, job.campaignId).report([outcome]);
  }
  // Busy: another delivery has the lease and the conversation looks after it.
  return null;
}

function retryWaitS(attempts: number): number {
  return Math.min(2 ** Math.min(attempts, 9), 300);
}
