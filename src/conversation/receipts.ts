/** The receipt of an answer: made in the turn's own transaction, so that there is one exactly when the answer is there. */
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile } from '../domain/channel.ts';
import { isOfKnowledge, mayBeShown } from '../domain/receipt.ts';
import { stateOf } from './rows.ts';
import type { Thought } from './commit.ts';
import { file } from './filing.ts';
import type { Ports } from './ports.ts';

/** The id of the receipt that was filed; null when the turn says nothing that rests on the knowledge. */
export function fileReceipt(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  { understanding, retrieval, receipt, written, decided }: Thought,
): string | null {
  const said = decided.decisions.flatMap((decision) => (decision.kind === 'reply' ? decision.evidence : []));
  const sources = mayBeShown(said);
  if (sources.length === 0) return null;
  const atMs = ports.nowMs();
  file(ports.kept, atMs, {
    kind: 'receipt',
    receipt: {
      id: receipt.id,
      businessId: business.id,
      conversationId: stateOf(ports.kept).conversation_id,
      businessName: business.name,
      atMs,
      channel: channel.channel,
      confidence: sources.some(isOfKnowledge) ? retrieval.confidence : null,
      sentences: written?.sentences ?? sources.map(({ quote }, source) => ({ text: quote, source })),
      sources: sources.map(({ title, quote, url, contentHash }) => ({ title, quote, url, contentHash })),
      writtenBy: written === null ? null : { model: written.model, promptVersion: written.promptVersion },
      understandingVersion: understanding.modelVersion,
      knowledgeVersion: business.knowledgeVersion,
      flow: decided.flow,
      flowVersion: decided.flowVersion,
    },
  });
  return receipt.id;
}
