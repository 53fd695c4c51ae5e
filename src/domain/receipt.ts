/** What an answer rested on, as it was at that moment: copied, so that it stays true when the knowledge changes. */
import type { ChannelName } from './channel.ts';
import type { Evidence } from './evidence.ts';
import type { BusinessId, ConversationId } from './ids.ts';

/** Everything but the two ids is for anybody who has the link: no word of a customer, no address, no order. */
export type Receipt = {
  /** Keyed hash of the turn: the same turn, committed twice, is one receipt, and nobody can guess it. */
  id: string;
  businessId: BusinessId;
  conversationId: ConversationId;
  businessName: string;
  atMs: number;
  channel: ChannelName;
  /** How sure the knowledge was of its answer, 0 to 1; null = said from the business's own records. */
  confidence: number | null;
  /** The sentences that were said, each with the source it stands in; places in `sources`. */
  sentences: { text: string; source: number }[];
  sources: ReceiptSource[];
  /** Null = quoted word for word by code. */
  writtenBy: { model: string; promptVersion: string } | null;
  understandingVersion: string;
  knowledgeVersion: string;
  flow: string;
  flowVersion: number;
};

export type ReceiptSource = { title: string; quote: string; url: string | null; contentHash: string };

/** Where the receipt of a turn will be found. */
export type ReceiptLink = { id: string; url: string };

const RECEIPT_ID = /^[a-z2-7]{20}$/;

export function isReceiptId(text: string): boolean {
  return RECEIPT_ID.test(text);
}

/** What the shop tells everybody. An order is somebody's own and is shown to nobody. */
export function mayBeShown(evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(({ passageId }) => !passageId.startsWith('record:order:'));
}

export const isOfKnowledge = ({ passageId }: Evidence): boolean => !passageId.startsWith('record:');
