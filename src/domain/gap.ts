/** A question that found no answer. */
import type { ChannelName } from './channel.ts';
import type { ConversationId } from './ids.ts';

export type Gap = {
  /** `gap_{conversation key}_{turn}`: the same turn, committed twice, is one gap. */
  id: string;
  conversationId: ConversationId;
  /** Without what says who asked. */
  question: string;
  language: string;
  channel: ChannelName;
  askedAtMs: number;
  /** What was closest, and was not close enough. */
  closest: string[];
};

export type GapState = 'open' | 'answered' | 'dismissed';

export type StoredGap = Gap & {
  state: GapState;
  /** What a person answered, without what says who asked; null = nobody has yet. */
  proposedAnswer: string | null;
};

/** Gaps that ask the same. */
export type GapGroup = {
  /** That of its first gap: it stays while the group grows. */
  id: string;
  /** The wording that is most like all the others. */
  question: string;
  /** All its gaps, the first asked first. */
  gaps: StoredGap[];
  conversations: number;
  lastAskedAtMs: number;
  closest: string[];
  /** The fullest answer that a person gave. */
  proposedAnswer: string | null;
};

const GAP_ID = /^gap_[a-z2-7]{26}_\d{1,9}$/;
export const isGapId = (text: string): boolean => GAP_ID.test(text);
