/** The answer in a model's words, from the passages and nothing else; whatever goes wrong, there is none and the quotation serves. */
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelName } from '../domain/channel.ts';
import type { Evidence, Written } from '../domain/evidence.ts';
import { mannerOf } from './answer.ts';
import { answerChat, type AnswerChat } from './answer-prompt.ts';
import type { Library } from './library.ts';
import { checkedAnswer, PASSAGES_WRITTEN_FROM } from './write-answer.ts';

/** Wording is a comfort: the quotation is there already. */
const WRITE_WITHIN_MS = 4_000;

export type WriterPorts = {
  passages: Library['passages'];
  /** What the model says within the deadline and the business's budget; null when it says nothing. */
  ask: (
    business: BusinessProfile,
    chat: AnswerChat,
    withinMs: number,
  ) => Promise<{ text: string | null; costMicroUsd: number }>;
  failed: (error: unknown) => void;
};

export function writer({ passages, ask, failed }: WriterPorts) {
  return async (
    business: BusinessProfile,
    question: string,
    evidence: readonly Evidence[],
    channel: ChannelName,
  ): Promise<{ written: Written | null; costMicroUsd: number }> => {
    try {
      const ids = evidence.slice(0, PASSAGES_WRITTEN_FROM).map(({ passageId }) => passageId);
      const read = await passages(business.id, business.knowledgeVersion, ids);
      const chat = answerChat(question, read, mannerOf(channel).sentences);
      const { text, costMicroUsd } = await ask(business, chat, WRITE_WITHIN_MS);
      return { written: text === null ? null : checkedAnswer(text, read, channel), costMicroUsd };
    } catch (error) {
      failed(error);
      return { written: null, costMicroUsd: 0 };
    }
  };
}
