/** Dead letters: the queue would delete them after some days, so they are stored, listed and can be replayed. */
import { parseId } from '../domain/ids.ts';
import type { BusinessId } from '../domain/ids.ts';
import { sha256Hex } from '../platform/hash.ts';
import type { Log } from '../platform/log.ts';
import type { BusinessStore } from '../store/for-business.ts';
import { parseJob } from './jobs.ts';

type DeadParts = { storeFor: (businessId: BusinessId) => BusinessStore; nowMs: () => number; log: Log };

const RETRY_S = 60;

/** The same job dead twice is one letter. What is not a job of ours belongs to no business: it is logged by its hash. */
export async function consumeDead(batch: MessageBatch<unknown>, parts: DeadParts): Promise<void> {
  for (const message of batch.messages) {
    const job = parseJob(message.body);
    const text = JSON.stringify(message.body);
    const id = (await sha256Hex(text)).slice(0, 32);
    const businessId = job?.businessId ?? businessOfEvents(message.body);
    if (businessId === null) {
      parts.log.error('dead_letter_unreadable', { hash: id });
      message.ack();
      continue;
    }
    try {
      const lane =
        job === null ? 'events' : job.kind === 'send.v1' && job.campaignId === null ? 'replies' : 'campaigns';
      const reason = 'retries_exhausted';
      await parts
        .storeFor(businessId)
        .deadLetters.put({ id, lane, job: text, reason, failedAtMs: parts.nowMs() });
      parts.log.error('dead_letter', { id, lane });
      message.ack();
    } catch {
      message.retry({ delaySeconds: RETRY_S });
    }
  }
}

function businessOfEvents(body: unknown): BusinessId | null {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof first !== 'object' || first === null || !('businessId' in first)) return null;
  return typeof first.businessId === 'string' ? parseId('biz', first.businessId) : null;
}
