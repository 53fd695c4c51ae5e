/** One turn: the burst is understood, decided and answered once. Slow and fallible work happens outside the transaction. */
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile } from '../domain/channel.ts';
import type { Retrieval, Written } from '../domain/evidence.ts';
import { decide, questionOf } from '../domain/flow.ts';
import type { TurnDecision } from '../domain/flow.ts';
import { isOfKnowledge } from '../domain/receipt.ts';
import { chargeModels, commitHandOff, commitTurn } from './commit.ts';
import type { Thought } from './commit.ts';
import { decideWishes, inputsOf } from './decide-wishes.ts';
import { post, startAtOnce } from './deliver.ts';
import { decideWithRecords } from './decide-with-records.ts';
import { answerKeywords } from './keywords.ts';
import { markRead, unreadMessages } from './messages.ts';
import type { Ports } from './ports.ts';
import { takeIn } from './receive.ts';
import { changeState, dialogueOf, readState, stateOf } from './rows.ts';
import type { MessageRow, StateRow } from './rows.ts';

/** Runs the turn that is due. Anything that changes meanwhile (a new message, STOP, a person) makes it run again. */
export async function takeTurn(ports: Ports): Promise<void> {
  const { kept } = ports;
  const state = readState(kept);
  if (state === null || state.gather_due_ms === null || state.gather_due_ms > ports.nowMs()) return;
  const business = await ports.profile(state.business_id);
  const channel = await ports.channel(state.connection_id);
  if (business === null || channel === null) {
    kept.transaction(() => dismiss(ports, state));
    return;
  }
  takeIn(kept);
  if (stateOf(kept).epoch !== state.epoch) return;
  const burst = unreadMessages(kept);
  const words = burst.filter((message) => message.keyword === null);
  if (words.length === 0 || state.floor === 'person' || state.opted_out) {
    kept.transaction(() => {
      if (stateOf(kept).epoch !== state.epoch) return;
      answerKeywords(ports, business, channel, burst);
      commitHandOff(ports, business, words);
    });
    return;
  }
  const latest = (await ports.profile(state.business_id, 'latest')) ?? business;
  const thought = await think(ports, latest, state, channel, words);
  const hasToken = await mayPostAtOnce(ports, business, channel, state, thought);
  takeIn(kept);
  const posting = kept.transaction(() => {
    // Compare and set: what was thought on an older state is thrown away, and the alarm comes back at once. It was paid all the same.
    if (stateOf(kept).epoch !== state.epoch) {
      if (thought !== null)
        chargeModels(ports, thought.understanding.costMicroUsd + thought.writingCostMicroUsd);
      return null;
    }
    answerKeywords(ports, business, channel, burst);
    commitTurn(ports, latest, channel, words, thought);
    return hasToken ? startAtOnce(ports, business, channel) : null;
  });
  if (posting !== null) await post(ports, business, channel, posting);
}

/**
 * The first reply may leave with the very transaction that makes it, when nothing has to be waited for between the two: the token
 * is taken before, and no money has to be reserved. It is not held for anybody; one that is not used is lost, like all that are late.
 */
async function mayPostAtOnce(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  state: StateRow,
  thought: Thought | null,
): Promise<boolean> {
  if (thought === null || channel.transport !== 'http' || business.monthlyBudgetMicroUsd !== null)
    return false;
  if (thought.decided.decisions.every(({ kind }) => kind === 'silent' || kind === 'lookUp')) return false;
  return (await ports.governor.take(state.connection_id)).kind === 'go';
}

/** A business or connection that is gone: nothing is answered, nothing is lost, the messages stay in the thread. */
function dismiss(ports: Ports, state: StateRow): void {
  if (stateOf(ports.kept).epoch !== state.epoch) return;
  markRead(ports.kept, stateOf(ports.kept).unread, 0);
  changeState(ports.kept, { gather_due_ms: null, first_unread_at_ms: null });
}

/** Null = understanding failed or took too long (the brain has its own deadline): a person is asked. */
async function think(
  ports: Ports,
  business: BusinessProfile,
  state: StateRow,
  channel: ChannelProfile,
  words: MessageRow[],
): Promise<Thought | null> {
  try {
    return await thinkThrough(ports, business, state, channel, words);
  } catch (error) {
    ports.log.error('turn_without_understanding', {
      conversationId: state.conversation_id,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return null;
  }
}

async function thinkThrough(
  ports: Ports,
  business: BusinessProfile,
  state: StateRow,
  channel: ChannelProfile,
  words: MessageRow[],
): Promise<Thought> {
  const text = words.map((message) => message.text).join('\n');
  const payload = words.findLast((message) => message.payload !== null)?.payload ?? null;
  const dialogue = dialogueOf(state);
  // "1", or a tapped button, means the title that was offered.
  const question = questionOf(text, payload, dialogue);
  const [understanding, retrieval, receipt] = await Promise.all([
    ports.brain.understand(business, question, ports.nowMs(), state.conversation_id),
    ports.brain.retrieve(business, question, channel.channel),
    ports.outward.receipt(state.conversation_id, state.next_turn),
  ]);
  const input = {
    text,
    payload,
    understanding,
    retrieval,
    state: dialogue,
    business,
    nowMs: ports.nowMs(),
    channel: channel.channel,
    conversationHasPerson: false,
    receiptUrl: receipt.url,
  };
  const wishes = question === text && payload === null ? (understanding.wishes ?? []) : [];
  const inputs = await inputsOf(ports.brain, input, wishes);
  const flows = ports.flows(business.id);
  let decided = await decideWishes(ports.brain, inputs, flows);
  // What is said of the whole is said of the part that was answered.
  const answered = inputs.find((one) => one.retrieval.verdict === 'answer')?.retrieval ?? retrieval;
  // Several wishes are answered with quotations: one answer has one wording.
  const { written, costMicroUsd } =
    wishes.length === 0
      ? await write(ports, business, question, channel, decided, answered)
      : { written: null, costMicroUsd: 0 };
  if (written !== null)
    decided = await decideWithRecords(ports.brain, business.id, (lookups) =>
      decide({ ...input, lookups, written }, flows),
    );
  return { understanding, retrieval: answered, receipt, written, writingCostMicroUsd: costMicroUsd, decided };
}

/** Only an answer that is about to be quoted is worth a model's words. */
async function write(
  ports: Ports,
  business: BusinessProfile,
  question: string,
  channel: ChannelProfile,
  decided: TurnDecision,
  retrieval: Retrieval,
): Promise<{ written: Written | null; costMicroUsd: number }> {
  const quoted = decided.decisions.find(
    (decision) => decision.kind === 'reply' && decision.evidence.some(isOfKnowledge),
  );
  if (quoted?.kind !== 'reply') return { written: null, costMicroUsd: 0 };
  const said = new Set(quoted.evidence.map(({ passageId }) => passageId));
  // What is quoted stands first: the words have to say that.
  const evidence = retrieval.evidence.toSorted(
    (a, b) => Number(said.has(b.passageId)) - Number(said.has(a.passageId)),
  );
  return ports.brain.write(business, question, evidence, channel.channel);
}
