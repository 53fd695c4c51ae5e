/** The end of a turn: state, outbox, timers and figures in one transaction. Call all of these inside it. */
import type { BusinessProfile } from '../domain/business.ts';
import { DEFAULT_TARIFF } from '../domain/business.ts';
import type { ChannelProfile, QuickReply } from '../domain/channel.ts';
import type { Retrieval, Written } from '../domain/evidence.ts';
import { STEP } from '../domain/flow.ts';
import type { Decision, DialogueState, TurnDecision } from '../domain/flow.ts';
import { keyOfConversation, makeId } from '../domain/ids.ts';
import type { ReceiptLink } from '../domain/receipt.ts';
import type { Author, Reasons } from '../domain/send.ts';
import type { StageStep, Understanding } from '../domain/understanding.ts';
import { emit } from './figures.ts';
import { fileGaps } from './gaps.ts';
import { fileReceipt } from './receipts.ts';
import { giveFloor, needPerson, touchInbox } from './floor.ts';
import { markRead } from './messages.ts';
import { noteUnderstanding } from './mistakes.ts';
import { insertSend } from './outbox.ts';
import type { Ports } from './ports.ts';
import { addressOf, changeState, stateOf } from './rows.ts';
import type { MessageRow } from './rows.ts';
import { setTimer } from './timers.ts';

/** What was understood, and what the flow made of it. */
export type Thought = {
  understanding: Understanding;
  retrieval: Retrieval;
  receipt: ReceiptLink;
  /** The answer in a model's words, if it was worded. */
  written: Written | null;
  writingCostMicroUsd: number;
  decided: TurnDecision;
};

const REPLY_OF_USE_MS = 24 * 3_600_000;
/** Two machines that answer each other: after so many answers in a minute a person looks at it. */
const LOOP = { answers: 10, withinMs: 60_000 };

export function commitTurn(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  words: MessageRow[],
  thought: Thought | null,
): void {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  const turn = finish(ports, business, words);
  const state = stateOf(kept);
  if (thought === null) return cannotUnderstand(ports, business, channel, turn);
  const { understanding, decided } = thought;
  emit(kept, nowMs, {
    kind: 'turn.decided',
    channel: state.channel,
    intent: decided.intent,
    flow: decided.flow,
    decision: kindOf(decided.decisions),
    modelVersion: understanding.modelVersion,
    confidence: understanding.confidence,
    understood: understanding.intent,
  });
  noteUnderstanding(kept, words.at(-1)?.seq ?? 0, understanding, {
    turn,
    atMs: nowMs,
    handedOver: kindOf(decided.decisions) === 'handOff',
  });
  charge(ports, 'infrastructure', DEFAULT_TARIFF.turnMicroUsd);
  charge(ports, 'model', understanding.costMicroUsd + thought.writingCostMicroUsd);
  if (looping(ports, nowMs)) {
    needPerson(kept, nowMs, 'loop', decided.intent);
    giveFloor(kept, nowMs, null, business);
    return;
  }
  const openGaps = fileGaps(ports, channel, turn, words, thought);
  changeState(kept, {
    dialogue: { ...decided.state, openGaps },
    session_outcome: outcomeOf(decided.decisions, decided.state, state.session_outcome),
  });
  const reasons: Reasons = {
    intent: decided.intent,
    confidence: understanding.confidence,
    flow: decided.flow,
    flowVersion: decided.flowVersion,
    modelVersion: understanding.modelVersion,
    stages: stagesOf(understanding),
    evidence: [],
    receiptId: fileReceipt(ports, business, channel, thought),
    note: null,
  };
  decided.decisions.forEach((decision, index) =>
    carryOut(ports, business, channel, turn, index, decision, reasons),
  );
}

/** The floor is a person's, or the customer has opted out: the messages are kept and shown, the bot says nothing. */
export function commitHandOff(ports: Ports, business: BusinessProfile, words: MessageRow[]): void {
  const state = stateOf(ports.kept);
  finish(ports, business, words);
  if (words.length === 0 || state.floor !== 'person') return;
  needPerson(ports.kept, ports.nowMs(), 'wrote_again', null);
  touchInbox(ports.kept);
}

/** Marks the burst as taken and starts the silence clock. Returns the number of the turn. */
function finish(ports: Ports, business: BusinessProfile, words: MessageRow[]): number {
  const { kept } = ports;
  const { next_turn: turn, epoch } = stateOf(kept);
  const seqs = words.map(({ seq }) => seq);
  markRead(kept, seqs, turn);
  // The epoch moves on: the same turn, thought twice by two alarms, is committed once.
  changeState(kept, { next_turn: turn + 1, epoch: epoch + 1, gather_due_ms: null, first_unread_at_ms: null });
  setTimer(kept, {
    id: 'close',
    kind: 'close',
    dueMs: ports.nowMs() + business.closeAfterMs,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: '',
  });
  return turn;
}

function carryOut(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  turn: number,
  index: number,
  decision: Decision,
  reasons: Reasons,
): void {
  const nowMs = ports.nowMs();
  switch (decision.kind) {
    case 'reply':
      say(ports, channel, turn, index, 'bot', decision.text, decision.quickReplies, {
        ...reasons,
        evidence: decision.evidence,
      });
      return;
    case 'ask':
      say(ports, channel, turn, index, 'bot', decision.text, decision.quickReplies, {
        ...reasons,
        receiptId: null,
      });
      return;
    case 'handOff':
      needPerson(ports.kept, nowMs, decision.reason, reasons.intent);
      giveFloor(ports.kept, nowMs, null, business);
      // The house speaks here, not the bot: the floor is already a person's.
      say(ports, channel, turn, index, 'system', decision.text, [], reasons);
      return;
    case 'lookUp':
    case 'silent':
      return;
  }
}

function say(
  ports: Ports,
  channel: ChannelProfile,
  turn: number,
  index: number,
  author: Author,
  text: string,
  quickReplies: QuickReply[],
  reasons: Reasons,
): void {
  const nowMs = ports.nowMs();
  const state = stateOf(ports.kept);
  insertSend(
    ports.kept,
    nowMs,
    {
      sendId: makeId('snd', `${keyOfConversation(state.conversation_id)}_t${turn}x${index}`),
      class: 'reply',
      author,
      channel: channel.channel,
      connectionId: state.connection_id,
      to: addressOf(state.address),
      text,
      quickReplies,
      mediaUrls: [],
      campaignId: null,
      purpose: 'service',
      notBeforeMs: 0,
      expiresAtMs: nowMs + REPLY_OF_USE_MS,
      reasons,
      fallbacks: [],
    },
    channel,
  );
}

function cannotUnderstand(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  turn: number,
): void {
  const reasons: Reasons = {
    intent: null,
    confidence: null,
    flow: null,
    flowVersion: null,
    modelVersion: null,
    evidence: [],
    note: 'understanding was not available',
  };
  const decision: Decision = {
    kind: 'handOff',
    reason: 'understanding_unavailable',
    text: `Thanks for your message. Somebody at ${business.name} will read it and answer you here.`,
  };
  carryOut(ports, business, channel, turn, 0, decision, reasons);
}

function looping(ports: Ports, nowMs: number): boolean {
  const recent = stateOf(ports.kept).answered_at_ms.filter((atMs) => atMs > nowMs - LOOP.withinMs);
  return recent.length >= LOOP.answers;
}

export function chargeModels(ports: Ports, microUsd: number): void {
  charge(ports, 'model', microUsd);
}

function charge(ports: Ports, cost: 'infrastructure' | 'model', microUsd: number): void {
  const { channel } = stateOf(ports.kept);
  if (microUsd > 0) emit(ports.kept, ports.nowMs(), { kind: 'cost.incurred', channel, cost, microUsd });
}

function stagesOf({ steps, stage, confidence }: Understanding): StageStep[] {
  return steps ?? [{ stage, outcome: 'sure', confidence }];
}

function kindOf(decisions: Decision[]): 'reply' | 'ask' | 'handOff' | 'silent' {
  if (decisions.some((d) => d.kind === 'handOff')) return 'handOff';
  if (decisions.some((d) => d.kind === 'reply')) return 'reply';
  return decisions.some((d) => d.kind === 'ask') ? 'ask' : 'silent';
}

/** What the session would count as if the customer said nothing more. Once with a person, it is never the bot's success. */
function outcomeOf(decisions: Decision[], dialogue: DialogueState, before: string | null): string | null {
  if (before === 'handedOff' || decisions.some((d) => d.kind === 'handOff')) return 'handedOff';
  if (dialogue.step === STEP.confirmed) return 'confirmed';
  if (decisions.some((d) => d.kind === 'reply' && d.resolves)) return 'assumed';
  return before === 'confirmed' ? 'confirmed' : 'abandoned';
}
