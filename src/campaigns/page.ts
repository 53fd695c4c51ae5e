/** One page of a campaign, as the queue's consumer does it. Safe to do again at any moment, whole or in part. */
import type { ConversationApi, Identity, RequestResult, SendWish } from '../conversation/api.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId } from '../domain/ids.ts';
import type { SendState } from '../domain/send.ts';
import type { CampaignPageJob } from '../outbound/jobs.ts';
import { errorName, type Log } from '../platform/log.ts';
import type { CampaignApi, CampaignSpec, PageRecipient, RecipientOutcome } from './api.ts';
import { compileTemplate, type Template } from './template.ts';

/** How long a page waits for tokens. Those who are left after that wait in their conversations. */
const PATIENCE_MS = 2_000;

/** Tokens of a connection's governor: so many posts may begin until then. None = how long until there are some. */
export type Tokens = { granted: number; untilMs: number; waitMs: number };

export type PagePorts = {
  campaign: (businessId: BusinessId, id: CampaignId) => Pick<CampaignApi, 'page' | 'report' | 'pause'>;
  conversation: (businessId: BusinessId, id: ConversationId) => Pick<ConversationApi, 'sendNow' | 'request'>;
  tokens: (connectionId: ConnectionId, wanted: number) => Promise<Tokens>;
  nowMs: () => number;
  sleep: (ms: number) => Promise<void>;
  profile: (id: BusinessId) => Promise<Pick<BusinessProfile, 'name' | 'state'> | null>;
  log: Log;
};

export type PageResult =
  | { kind: 'done'; recipients: number }
  /** The campaign may not send now. */
  | { kind: 'dropped' }
  /** Our own fault with some of them: try the job again, it will offer only those. */
  | { kind: 'incomplete'; recipients: number; missing: number };

/** @throws when the campaign cannot be reached: then nothing is lost, the job or the cursor offers the page again */
export async function deliverPage(job: CampaignPageJob, ports: PagePorts): Promise<PageResult> {
  const campaign = ports.campaign(job.businessId, job.campaignId);
  const page = await campaign.page(job.fromSeq, job.toSeq);
  if (page === null) return { kind: 'dropped' };
  const recipients = page.recipients.length;
  if (recipients === 0) return { kind: 'done', recipients };
  const business = await ports.profile(job.businessId);
  if (business === null) throw new Error('the business of a campaign is missing');
  // The gate would deny each of them for good; the campaign can wait until the business is back.
  if (business.state !== 'active') {
    await campaign.pause('business');
    return { kind: 'dropped' };
  }
  const render = renderer(page.spec, business.name);
  const outcomes: RecipientOutcome[] = [];
  let missing = 0;
  const deliver = async (recipient: PageRecipient, tokens: Tokens): Promise<void> => {
    try {
      const outcome = await deliverOne(job, page.spec, recipient, render, tokens, ports);
      if (outcome !== null) outcomes.push(outcome);
    } catch (error) {
      missing += 1;
      ports.log.error('campaign.recipient_failed', { sendId: recipient.sendId, error: errorName(error) });
    }
  };
  const impatientAtMs = ports.nowMs() + PATIENCE_MS;
  let rest = page.recipients;
  while (rest.length > 0) {
    const tokens = await ports.tokens(page.spec.connectionId, rest.length);
    const ready =
      tokens.granted === 0 && ports.nowMs() + tokens.waitMs > impatientAtMs ? rest.length : tokens.granted;
    if (ready === 0) await ports.sleep(tokens.waitMs);
    await Promise.all(rest.slice(0, ready).map((recipient) => deliver(recipient, tokens)));
    rest = rest.slice(ready);
  }
  await campaign.report(outcomes);
  return missing === 0 ? { kind: 'done', recipients } : { kind: 'incomplete', recipients, missing };
}

type Render = (recipient: PageRecipient) => string | null;

function renderer(spec: CampaignSpec, businessName: string): Render {
  const template = mustCompile(spec.template);
  const business = { name: businessName };
  return ({ attributes }) => template.render({ contact: attributes, business });
}

/** Checked when it was saved. */
function mustCompile(text: string): Template {
  const result = compileTemplate(text);
  if (result.kind === 'error') throw new Error('a stored template is not valid');
  return result.template;
}

/** Null when another delivery holds this send and will report it. */
async function deliverOne(
  job: CampaignPageJob,
  spec: CampaignSpec,
  recipient: PageRecipient,
  render: Render,
  tokens: Tokens,
  ports: PagePorts,
): Promise<RecipientOutcome | null> {
  const { sendId, conversationId, address } = recipient;
  const text = render(recipient);
  if (text === null) return { sendId, state: 'failed', reason: 'template', segments: 0 };
  if (text === '') return { sendId, state: 'failed', reason: 'empty_text', segments: 0 };
  const who: Identity = { businessId: job.businessId, conversationId, address };
  const wish = campaignWish(spec, job.campaignId, recipient, text);
  const conversation = ports.conversation(job.businessId, conversationId);
  if (tokens.granted === 0) {
    const notBeforeMs = Math.max(wish.notBeforeMs, ports.nowMs() + tokens.waitMs);
    return { sendId, ...leftWaiting(await conversation.request(who, { ...wish, notBeforeMs })) };
  }
  const result = await conversation.sendNow(who, wish, tokens.untilMs);
  if (result.kind === 'busy') return null;
  if (result.kind === 'missing') throw new Error('the conversation did not keep the send');
  return { sendId, ...outcomeOf(result.state, result.reason), segments: result.segments };
}

export function campaignWish(
  spec: CampaignSpec,
  campaignId: CampaignId,
  recipient: Pick<PageRecipient, 'sendId' | 'address'>,
  text: string,
): SendWish {
  return {
    sendId: recipient.sendId,
    class: 'marketing',
    author: 'campaign',
    channel: spec.channel,
    connectionId: spec.connectionId,
    to: recipient.address,
    text,
    quickReplies: [],
    mediaUrls: [],
    campaignId,
    purpose: spec.purpose,
    notBeforeMs: spec.startAtMs ?? 0,
    expiresAtMs: spec.expiresAtMs,
    fallbacks: [],
  };
}

/** A send that was only put into its conversation's outbox: it reports again when it has left. */
function leftWaiting(result: RequestResult): Omit<RecipientOutcome, 'sendId'> {
  const denied = (reason: string) => ({ state: 'denied', reason, segments: 0 }) as const;
  switch (result.kind) {
    case 'queued':
      return { state: 'deferred', reason: 'rate', segments: result.send.segments };
    case 'exists':
      return { ...outcomeOf(result.send.state, result.send.stateReason), segments: result.send.segments };
    case 'refused':
      return denied(result.verdict.kind === 'deny' ? result.verdict.reason : 'gate');
    case 'overBudget':
      return denied('budget');
    case 'noConnection':
      return denied('connection');
  }
}

/** What a send's state means for the campaign. The consumer of single sends reports the later ones with it too. */
export function outcomeOf(
  state: SendState,
  reason: string | null,
): Pick<RecipientOutcome, 'state' | 'reason'> {
  switch (state) {
    case 'sent':
      return { state: 'sent', reason: null };
    case 'failed':
    case 'denied':
    case 'cancelled':
    case 'unknown':
      return { state, reason };
    case 'expired':
      return { state: 'cancelled', reason: 'expired' };
    case 'pending':
    case 'claimed':
    case 'posting':
      return { state: 'deferred', reason };
  }
}

/** `work` must not throw. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
