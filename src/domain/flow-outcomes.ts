/** What a turn comes to: an answer, a question, a courtesy, a miss, a hand-off, each with its change of state. */
import type { QuickReply } from './channel.ts';
import {
  HAND_OFF_AGAIN,
  HAND_OFF_ANY_TIME,
  HAND_OFF_CLOSED,
  HAND_OFF_OPEN,
  UPSET,
} from './fixed-sentences.ts';
import { speechOf } from './flow-answers.ts';
import {
  STEP,
  type Courtesy,
  type Decision,
  type DialogueState,
  type Flow,
  type Language,
  type TurnInput,
  type Wording,
} from './flow-types.ts';
import { isOpen, nextOpening } from './opening-hours.ts';
import { say, type Manner } from './render-text.ts';
import { momentInWords } from './time-words.ts';

export type Turn = { input: TurnInput; manner: Manner; flow: Flow; intent: string | null };

/** `change` is laid over the dialogue's state. */
export type Outcome = {
  decisions: Decision[];
  change: Partial<DialogueState>;
  /** The knowledge was asked and has no answer. */
  unanswered?: true;
};

/** A factual answer ends the search for one; null when there is none. */
export function onlyIn(
  answer: Decision | null,
  turn: Turn,
  slots: Record<string, string> = {},
): Outcome | null {
  if (answer === null) return null;
  const kept = turn.input.state.flow === turn.flow.name ? turn.input.state.slots : {};
  const { notFound: _, ...others } = kept;
  const change = { step: STEP.answered, slots: { ...others, ...slots }, fallbacks: 0, clarified: false };
  return { decisions: [answer], change: { ...change, offeredTitles: [] } };
}

/**
 * Asks, unless the misses so far already call for a person.
 * @param isMiss false for the flow's own question, which says nothing about having failed
 */
export function askOrMiss(
  turn: Turn,
  text: string,
  quickReplies: QuickReply[],
  change: Partial<DialogueState>,
  isMiss = true,
): Outcome {
  const fallbacks = turn.input.state.fallbacks + (isMiss ? 1 : 0);
  if (fallbacks > turn.flow.handOffWhen.fallbacksOver) {
    // The second fallback's words were already said when the third miss comes.
    return handOff(turn, `${fallbacks} misses`, fallbacks === 2 ? turn.flow.fallback2.text : null);
  }
  const ask: Decision = { kind: 'ask', text, quickReplies };
  return { decisions: [ask], change: { offeredTitles: [], ...change, fallbacks } };
}

/** The flow's fallbacks in turn, then a person. `instead` takes the place of the first fallback's words. */
export function miss(turn: Turn, instead?: Wording): Outcome {
  const { flow, input, manner } = turn;
  const misses = input.state.fallbacks + 1;
  const { text, offersPerson } = misses === 1 ? flow.fallback1 : flow.fallback2;
  const waiting = input.state.flow === flow.name && (input.state.step?.startsWith('ask:') ?? false);
  const step = waiting ? input.state.step : offersPerson && instead === undefined ? STEP.offeredPerson : null;
  return askOrMiss(turn, say(instead ?? text, manner), [], { step, clarified: true });
}

/** Keeps a question or an answer open; resolves nothing by itself, and undoes nothing. */
export function courtesy(
  turn: Turn,
  words: Courtesy | Wording | undefined,
  language: Language,
  step?: string,
): Outcome {
  const wording = words === undefined ? undefined : 'phrases' in words ? words.text : words;
  if (wording === undefined) return miss(turn);
  const { state, business } = turn.input;
  const after = step ?? (state.step === STEP.offeredPerson ? null : state.step);
  const resolves = after === STEP.answered || after === STEP.confirmed;
  const text = say(wording, { ...turn.manner, language }, { business: business.name });
  return {
    decisions: [{ kind: 'reply', text, evidence: [], quickReplies: [], resolves }],
    change: { step: after },
  };
}

/** Says who answers and when. @param before what the flow itself says first */
export function handOff(turn: Turn, reason: string, before: Wording | null): Outcome {
  const { input, manner, flow } = turn;
  const again = input.state.step === STEP.handedOff;
  const upset = flow.answerFrom !== 'person' && input.understanding.sentiment < -0.5;
  const opening = before ?? (upset ? UPSET : null);
  const first = opening === null || again ? [] : [say(opening, manner, { business: input.business.name })];
  const text = [...first, again ? say(HAND_OFF_AGAIN, manner) : whoAnswersWhen(turn)].join(' ');
  return {
    decisions: [{ kind: 'handOff', reason, text }],
    change: { step: STEP.handedOff, fallbacks: 0, clarified: false, offeredTitles: [], slots: {} },
  };
}

function whoAnswersWhen({ input, manner }: Turn): string {
  const { openingHours: hours, timeZone } = input.business;
  if (isOpen(hours, timeZone, input.nowMs)) return say(HAND_OFF_OPEN, manner);
  const next = nextOpening(hours, timeZone, input.nowMs);
  if (next === null) return say(HAND_OFF_ANY_TIME, manner);
  const opens = momentInWords(next, input.nowMs, timeZone, speechOf(input, manner));
  return say(HAND_OFF_CLOSED, manner, { opens });
}
