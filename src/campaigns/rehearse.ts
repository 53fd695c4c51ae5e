/** The dry run: what the gate would say to each of them now. Nothing is written. */
import type { ConversationApi, Identity } from '../conversation/api.ts';
import type { BusinessId, CampaignId, ConversationId } from '../domain/ids.ts';
import { DEFAULT_TARIFF } from '../domain/business.ts';
import { maskAddress } from '../domain/address.ts';
import { segmentsOf } from '../domain/segments.ts';
import type { CampaignSpec, PageRecipient } from './api.ts';
import { campaignWish, eachOf } from './page.ts';
import { compileTemplate } from './template.ts';

const AT_ONCE = 16;
const MAX_EXAMPLES = 5;

export type Rehearsal = {
  /** `all`: everybody was asked. `sample`: some, spread evenly; the estimates are scaled up from them. */
  basis: 'all' | 'sample';
  total: number;
  examined: number;
  allowed: number;
  deferred: number;
  denied: number;
  /** Why some would not get it, or not now. */
  byReason: Record<string, number>;
  /** Attributes that the text asks for, and how many of those examined have none. */
  missingAttributes: Record<string, number>;
  estimate: { recipients: number; segments: number; costMicroUsd: number };
  examples: {
    to: string;
    text: string;
    verdict: 'allow' | 'defer' | 'deny';
    reason: string | null;
    segments: number;
  }[];
};

export type RehearsalInput = {
  businessId: BusinessId;
  businessName: string;
  campaignId: CampaignId;
  spec: CampaignSpec;
  total: number;
  sample: readonly PageRecipient[];
  /** Whether the channel bills by segments. */
  segmented: boolean;
  conversation: (businessId: BusinessId, id: ConversationId) => Pick<ConversationApi, 'explain'>;
};

type Verdict = { kind: 'allow' | 'defer' | 'deny'; reason: string | null };

export async function rehearse(input: RehearsalInput): Promise<Rehearsal> {
  const { spec, sample, total } = input;
  const compiled = compileTemplate(spec.template);
  if (compiled.kind === 'error') throw new Error('a stored template is not valid');
  const { template } = compiled;
  const counts = { allow: 0, defer: 0, deny: 0 };
  const byReason = new Map<string, number>();
  const missing = new Map<string, number>();
  const examples = new Map<number, Rehearsal['examples'][number]>();
  let segments = 0;
  await eachOf([...sample.entries()], AT_ONCE, async ([at, recipient]) => {
    for (const name of template.attributes)
      if ((recipient.attributes[name] ?? '') === '') missing.set(name, (missing.get(name) ?? 0) + 1);
    const business = { name: input.businessName };
    const text = template.render({ contact: recipient.attributes, business });
    const verdict = await verdictOn(input, recipient, text);
    const cut = input.segmented ? segmentsOf(text ?? '').segments : 0;
    counts[verdict.kind] += 1;
    if (verdict.kind !== 'deny') segments += cut;
    if (verdict.reason !== null) byReason.set(verdict.reason, (byReason.get(verdict.reason) ?? 0) + 1);
    if (at < MAX_EXAMPLES)
      examples.set(at, {
        to: maskAddress(recipient.address),
        text: text ?? '',
        verdict: verdict.kind,
        reason: verdict.reason,
        segments: cut,
      });
  });
  const scale = sample.length === 0 ? 0 : total / sample.length;
  const allSegments = Math.round(segments * scale);
  return {
    basis: sample.length >= total ? 'all' : 'sample',
    total,
    examined: sample.length,
    allowed: counts.allow,
    deferred: counts.defer,
    denied: counts.deny,
    byReason: Object.fromEntries(byReason),
    missingAttributes: Object.fromEntries(missing),
    estimate: {
      recipients: Math.round((counts.allow + counts.defer) * scale),
      segments: allSegments,
      costMicroUsd: allSegments * DEFAULT_TARIFF.smsSegmentMicroUsd,
    },
    examples: [...examples].sort(([a], [b]) => a - b).map(([, example]) => example),
  };
}

async function verdictOn(
  input: RehearsalInput,
  recipient: PageRecipient,
  text: string | null,
): Promise<Verdict> {
  if (text === null) return { kind: 'deny', reason: 'template' };
  if (text === '') return { kind: 'deny', reason: 'empty_text' };
  const { businessId, campaignId, spec } = input;
  const { conversationId, address } = recipient;
  const who: Identity = { businessId, conversationId, address };
  const verdict = await input
    .conversation(businessId, conversationId)
    .explain(who, campaignWish(spec, campaignId, recipient, text));
  if (verdict === null) return { kind: 'deny', reason: 'connection' };
  if (verdict.kind === 'deny') return { kind: 'deny', reason: verdict.reason };
  const waits = verdict.checks.find((check) => check.result === 'defer');
  return { kind: verdict.kind, reason: waits?.check ?? null };
}
