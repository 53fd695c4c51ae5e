/** One page of a campaign, as the queue's consumer does it. Safe to do again at any moment, whole or in part. */
import type { ConversationApi, RequestResult, SendWish } from '../conversation/api.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId } from '../domain/ids.ts';
import type { SendState } from '../domain/send.ts';
import type { OutreachApi, Wanted } from '../outreach/api.ts';
import type { CampaignPageJob } from '../outbound/jobs.ts';
import { errorName, type Log } from '../platform/log.ts';
import type { CampaignApi, CampaignSpec, PageRecipient, RecipientOutcome } from './api.ts';
import { compileTemplate, type Template } from './template.ts';

/** How long a page waits for tokens. Those who are left after that wait in their conversations. */
const PATIENCE_MS = 2_000;
/** As many calls as the platform lets one invocation have under way; those of a call to the outreach are all made at once. */
const POSTS_A_CALL = 6;

/** Tokens of a connection's governor: so many posts may begin until then. None = how long until there are some. */
export type Tokens = { granted: number; untilMs: number; waitMs: number };

export type PagePorts = {
  campaign: (businessId: BusinessId, id: CampaignId) => Pick<CampaignApi, 'page' | 'report' | 'pause'>;
  conversation: (businessId: BusinessId, id: ConversationId) => Pick<ConversationApi, 'request'>;
  outreach: (businessId: BusinessId) => Pick<OutreachApi, 'post'>;
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
  const { wanted, outcomes } = written(job, page.spec, page.recipients, business.name);
  let missing = 0;
  const deliver = async (some: readonly Wanted[], tokens: Tokens): Promise<void> => {
    try {
      outcomes.push(...(await deliverSome(job, some, tokens, ports)));
    } catch (error) {
      missing += some.length;
      ports.log.error('campaign.recipients_failed', { campaignId: job.campaignId, error: errorName(error) });
    }
  };
  const impatientAtMs = ports.nowMs() + PATIENCE_MS;
  let rest: readonly Wanted[] = wanted;
  while (rest.length > 0) {
    const tokens = await ports.tokens(page.spec.connectionId, rest.length);
    const ready =
      tokens.granted === 0 && ports.nowMs() + tokens.waitMs > impatientAtMs ? rest.length : tokens.granted;
    if (ready === 0) await ports.sleep(tokens.waitMs);
    const calls: Promise<void>[] = [];
    for (let at = 0; at < ready; at += POSTS_A_CALL)
      calls.push(deliver(rest.slice(at, Math.min(at + POSTS_A_CALL, ready)), tokens));
    await Promise.all(calls);
    rest = rest.slice(ready);
  }
  await campaign.report(outcomes);
  return missing === 0 ? { kind: 'done', recipients } : { kind: 'incomplete', recipients, missing };
}

/** Each recipient's text; whose there is none of has failed already. */
function written(
  { businessId, campaignId }: CampaignPageJob,
  spec: CampaignSpec,
  recipients: readonly PageRecipient[],
  businessName: string,
): { wanted: Wanted[]; outcomes: RecipientOutcome[] } {
  const render = renderer(spec, businessName);
  const wanted: Wanted[] = [];
  const outcomes: RecipientOutcome[] = [];
  for (const recipient of recipients) {
    const { sendId, conversationId, address } = recipient;
    const text = render(recipient);
    if (text === null || text === '')
      outcomes.push({
        sendId,
        state: 'failed',
        reason: text === null ? 'template' : 'empty_text',
        segments: 0,
      });
    else
      wanted.push({
        who: { businessId, conversationId, address },
        wish: campaignWish(spec, campaignId, recipient, text),
      });
  }
  return { wanted, outcomes };
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

/** Of those whom another delivery holds nothing is said: that one will. */
async function deliverSome(
  job: CampaignPageJob,
  wanted: readonly Wanted[],
  tokens: Tokens,
  ports: PagePorts,
): Promise<RecipientOutcome[]> {
  const tries = await ports
    .outreach(job.businessId)
    .post([...wanted], tokens.granted > 0 ? tokens.untilMs : 0);
  const outcomes = await Promise.all(
    tries.map(async (tried, at) => {
      const one = wanted[at];
      if (one === undefined || tried.kind === 'busy') return null;
      const { sendId } = one.wish;
      if (tried.kind === 'done')
        return { sendId, ...outcomeOf(tried.state, tried.reason), segments: tried.segments };
      const notBeforeMs = tokens.granted > 0 ? one.wish.notBeforeMs : ports.nowMs() + tokens.waitMs;
      return leave(job, { ...one, wish: { ...one.wish, notBeforeMs } }, tried.waitsFor, ports);
    }),
  );
  return outcomes.filter((outcome) => outcome !== null);
}

/** Puts a send into its conversation's outbox: it reports again when it has left. */
async function leave(
  { businessId }: CampaignPageJob,
  { who, wish }: Wanted,
  waitsFor: string | null,
  ports: PagePorts,
): Promise<RecipientOutcome> {
  const result = await ports.conversation(businessId, who.conversationId).request(who, wish);
  return { sendId: wish.sendId, ...leftWaiting(result, waitsFor ?? 'rate') };
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

function leftWaiting(result: RequestResult, waitsFor: string): Omit<RecipientOutcome, 'sendId'> {
  const denied = (reason: string) => ({ state: 'denied', reason, segments: 0 }) as const;
  switch (result.kind) {
    case 'queued':
    case 'exists': {
      const { state, stateReason, segments } = result.send;
      // What goes to open sockets has left by now.
      return { ...outcomeOf(state, stateReason ?? (state === 'pending' ? waitsFor : null)), segments };
    }
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
