/** Questions that found no answer, as they happen. What is kept of them says nothing of who asked. */
import type { ChannelProfile } from '../domain/channel.ts';
import { isOfKnowledge } from '../domain/receipt.ts';
import { redacted } from '../domain/redact.ts';
import { pickedTitle } from '../domain/said.ts';
import { keyOfConversation } from '../domain/ids.ts';
import type { Kept } from './kept.ts';
import { stateOf } from './rows.ts';
import type { Thought } from './commit.ts';
import { file } from './filing.ts';
import type { Ports } from './ports.ts';
import { dialogueOf } from './rows.ts';
import type { MessageRow } from './rows.ts';

const MOST_OPEN = 5;
/** "?" and "hm" ask nothing. */
const LEAST_LETTERS = 6;

/** Call before the dialogue moves on. Returns the questions of this conversation that are open now. */
export function fileGaps(
  ports: Ports,
  channel: ChannelProfile,
  turn: number,
  words: readonly MessageRow[],
  { understanding, retrieval, decided }: Thought,
): string[] {
  const { kept } = ports;
  const state = stateOf(kept);
  const before = dialogueOf(state);
  const { openGaps } = before;
  const text = words.map((message) => message.text).join('\n');
  const payload = words.findLast((message) => message.payload !== null)?.payload ?? null;
  const picked = pickedTitle(text, payload, before);
  if (decided.unanswered && picked === null) {
    const question = redacted(text, understanding.entities);
    if ((question.match(/\p{L}/gu) ?? []).length < LEAST_LETTERS) return openGaps;
    const id = `gap_${keyOfConversation(state.conversation_id)}_${turn}`;
    const gap = {
      id,
      conversationId: state.conversation_id,
      question,
      language: understanding.language,
      channel: channel.channel,
      askedAtMs: ports.nowMs(),
      closest: [...new Set(retrieval.evidence.map(({ title }) => title))].slice(0, 2),
    };
    file(kept, ports.nowMs(), { kind: 'gap', gap });
    return [...openGaps, id].slice(-MOST_OPEN);
  }
  const said = decided.decisions.flatMap((decision) => (decision.kind === 'reply' ? decision.evidence : []));
  const answer = said.find(isOfKnowledge);
  if (answer === undefined) return openGaps;
  if (picked !== null && openGaps.length > 0)
    file(kept, ports.nowMs(), {
      kind: 'gap.found',
      gapIds: openGaps,
      passageId: answer.passageId,
      atMs: ports.nowMs(),
    });
  return [];
}

/** What a person says to a customer whose question is open may be what the knowledge lacks. Call inside the transaction. */
export function fileProposal(kept: Kept, nowMs: number, text: string): void {
  const { openGaps } = dialogueOf(stateOf(kept));
  if (openGaps.length > 0)
    file(kept, nowMs, { kind: 'gap.proposed', gapIds: openGaps, answer: redacted(text) });
}
