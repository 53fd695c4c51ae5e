/** The flow engine: from what a turn means, what is known and where the dialogue stands, to what should happen. Pure. */
import { answerPick, follow } from './flow-follow.ts';
import { courtesy, handOff, miss, type Outcome, type Turn } from './flow-outcomes.ts';
import { STEP, type Decision, type Flow, type TurnDecision, type TurnInput } from './flow-types.ts';
import * as fixedSentences from './fixed-sentences.ts';
import { unfoundedClaims } from './guard-rails.ts';
import { daysNamedIn } from './named-days.ts';
import { orderNumbersIn } from './order-numbers.ts';
import { isBrief, languageOf, say } from './render-text.ts';
import {
  courtesyOf,
  flowOfPhrase,
  isConfirmation,
  PERSON_PAYLOAD,
  PICK,
  pickedTitle,
  YES_PAYLOAD,
} from './said.ts';
import { withPlainPunctuation } from './segments.ts';
import { COMPLAINT, TALK_TO_A_PERSON } from './understanding.ts';

export type * from './flow-types.ts';
export { NEW_DIALOGUE, STEP } from './flow-types.ts';
export { isConfirmation, questionOf } from './said.ts';

/** Below this an intent is a guess: the message is treated as one that no flow serves. */
export const MIN_CONFIDENCE = 0.45;
/** Below this, knowledge that is surer of its answer than the intent is of itself goes first. */
const SURE_CONFIDENCE = 0.7;

/** Total: every input gives a decision. Where it holds a `lookUp`, look it up and decide again with the result. */
export function decide(input: TurnInput, flows: readonly Flow[]): TurnDecision {
  const manner = { language: languageOf(input.understanding.language), brief: isBrief(input.channel) };
  const turn: Turn = { input, manner, flow: flowFor(null, flows), intent: null };
  const { outcome, turn: taken } = route(turn, flows);
  return sealed(founded(outcome, taken), taken);
}

const HOUSE_WORDS = JSON.stringify(fixedSentences);

const flowWords = new WeakMap<Flow, string>();

/** A flow is data, and the same for every turn. */
function wordsOf(flow: Flow): string {
  const words = flowWords.get(flow) ?? JSON.stringify(flow);
  flowWords.set(flow, words);
  return words;
}

/** Prices and promises come from evidence, records or what people wrote, or they are not made: a person answers instead. */
function founded(outcome: Outcome, turn: Turn): Outcome {
  const isUnfounded = (decision: Decision): boolean => {
    if (!('text' in decision)) return false;
    const evidence = decision.kind === 'reply' ? decision.evidence.map(({ quote }) => quote) : [];
    const { name, answering } = turn.input.business;
    const phrases = answering.requiredPhrases.map(({ phrase }) => phrase);
    const grounds = [...evidence, ...phrases, name, HOUSE_WORDS, wordsOf(turn.flow)];
    return unfoundedClaims(decision.text, grounds).length > 0;
  };
  return outcome.decisions.some(isUnfounded) ? handOff(turn, 'a claim without its ground', null) : outcome;
}

type Routed = { outcome: Outcome; turn: Turn };

/** Which flow takes the turn. The order matters: a person always, then what was just asked, then what is new. */
function route(turn: Turn, flows: readonly Flow[]): Routed {
  const { input } = turn;
  const { state, text, payload } = input;
  if (input.conversationHasPerson) {
    const decisions: Decision[] = [{ kind: 'silent', why: 'a person has the floor' }];
    return { turn: { ...turn, intent: sureIntent(input) }, outcome: { decisions, change: {} } };
  }
  const current = flows.find((flow) => flow.name === state.flow) ?? turn.flow;
  const resumed: Turn = { ...turn, flow: current, intent: state.lastIntent };

  const phrase = flowOfPhrase(text, flows);
  if (payload === PERSON_PAYLOAD) return serve(turn, flowFor(TALK_TO_A_PERSON, flows));
  if (phrase !== null && pickedTitle(text, payload, state) === null)
    return serve({ ...turn, manner: { ...turn.manner, language: phrase.language } }, phrase.flow);

  const picked = pickedTitle(text, payload, state);
  if (picked !== null) return { turn: resumed, outcome: answerPick(picked, resumed) };

  const said = payload === YES_PAYLOAD ? 'yes' : payload?.startsWith(PICK) ? null : isConfirmation(text);
  const confirmed = said === null ? null : confirmation(said, resumed);
  if (confirmed !== null) return { turn: resumed, outcome: confirmed };

  const intended = intendedFlow(turn, flows);
  if (state.step?.startsWith('ask:') && current.answerFrom === 'records') {
    const given = orderNumbersIn(input, true).length > 0;
    const elsewhere = intended.intent !== null && intended.name !== current.name && sure(input, 0.6);
    const chat = chatFlow(input, flows);
    if (given || (!elsewhere && chat === null)) return serve({ ...turn, intent: current.intent }, current);
  }
  const chat = chatFlow(input, flows);
  return serve(turn, chat ?? intended);
}

function serve(turn: Turn, flow: Flow): Routed {
  const intent = flow.intent ?? sureIntent(turn.input);
  const served: Turn = { ...turn, flow, intent };
  return { turn: served, outcome: follow(served) };
}

/** A bare yes or no means something only after something was said that it can answer. */
function confirmation(said: 'yes' | 'no', turn: Turn): Outcome | null {
  const { state, text } = turn.input;
  const thanked = /thank|gracias|danke|merci/i.test(text);
  if (state.step === STEP.answered || state.step === STEP.confirmed) {
    if (said === 'yes')
      return courtesy(turn, fixedSentences.GLAD_IT_HELPED, turn.manner.language, STEP.confirmed);
    if (thanked) return courtesy(turn, fixedSentences.ALL_RIGHT, turn.manner.language);
    return miss(turn, fixedSentences.DID_NOT_HELP);
  }
  if (state.step === STEP.offeredPerson) {
    if (said === 'yes') return handOff(turn, 'the customer wants a person', null);
    return courtesy(turn, fixedSentences.ALL_RIGHT, turn.manner.language);
  }
  if (state.step === STEP.offered)
    return said === 'no' ? handOff(turn, 'none of the offered topics', null) : null;
  // With a question of ours open it is an answer, if a useless one; else it is politeness.
  const isOpen = state.fallbacks > 0 || (state.step?.startsWith('ask:') ?? false);
  return isOpen ? null : courtesy(turn, fixedSentences.ALL_RIGHT, turn.manner.language);
}

/** Whole-message greetings, thanks and goodbyes: recognised without a model. */
function chatFlow(input: TurnInput, flows: readonly Flow[]): Flow | null {
  const found = flows.find(
    (flow) => flow.answerFrom === 'courtesy' && courtesyOf(input.text, flow.courtesies) !== null,
  );
  return found ?? null;
}

function intendedFlow(turn: Turn, flows: readonly Flow[]): Flow {
  const { understanding, retrieval } = turn.input;
  const flow = flowFor(sureIntent(turn.input), flows);
  const knowsBetter =
    retrieval.verdict === 'answer' &&
    understanding.confidence < SURE_CONFIDENCE &&
    retrieval.confidence > understanding.confidence;
  if (continuesHours(turn.input, flows))
    return flows.find(({ name }) => name === turn.input.state.flow) ?? flow;
  const servesFacts = flow.intent !== COMPLAINT && flow.intent !== TALK_TO_A_PERSON;
  const given = flow.answerFrom === 'records' && orderNumbersIn(turn.input, false).length > 0;
  return knowsBetter && servesFacts && !given ? flowFor(null, flows) : flow;
}

/** "And on Christmas?" after a question about the hours is one more of them. */
function continuesHours(input: TurnInput, flows: readonly Flow[]): boolean {
  const { state, business, nowMs, understanding } = input;
  const last = flows.find(({ name }) => name === state.flow);
  if (last?.answerFrom !== 'hours' || state.step !== STEP.answered || sure(input, SURE_CONFIDENCE))
    return false;
  const { timeZone, country, openingHours } = business;
  const namesDay = daysNamedIn(input.text, openingHours, { timeZone, country, nowMs }).length > 0;
  return namesDay || understanding.entities.some(({ kind }) => kind === 'date');
}

function sureIntent(input: TurnInput): string | null {
  return sure(input, MIN_CONFIDENCE) ? input.understanding.intent : null;
}

function sure({ understanding }: TurnInput, least: number): boolean {
  return understanding.intent !== null && understanding.confidence >= least;
}

/** The flow of an intent; one without a flow of its own has that for everything else: knowledge, a question, a person. */
export function flowServing(intent: string, flows: readonly Flow[]): Flow {
  return flowFor(intent, flows);
}

/** Throws when the flows lack one for everything else: a mistake in the program, found by its first test. */
function flowFor(intent: string | null, flows: readonly Flow[]): Flow {
  const flow = flows.find((candidate) => candidate.intent === intent) ?? flows.find((f) => f.intent === null);
  if (flow === undefined) throw new Error('no flow has the intent null, which serves everything else');
  return flow;
}

/** The new state; and on the first words to a contact, that they come from an AI and how to reach a person. */
function sealed({ decisions, change, unanswered }: Outcome, turn: Turn): TurnDecision {
  const { input, flow, intent, manner } = turn;
  const { state } = input;
  const speaks = decisions.findIndex((decision) => 'text' in decision);
  const discloses = speaks >= 0 && !state.disclosed;
  const disclosure = `${say(fixedSentences.DISCLOSURE, manner, { business: input.business.name })} `;
  const final = decisions.map((decision, index) => {
    if (!('text' in decision)) return decision;
    const text = (discloses && index === speaks ? disclosure : '') + decision.text;
    return { ...decision, text: input.channel === 'sms' ? withPlainPunctuation(text) : text };
  });
  const isAside = flow.answerFrom === 'courtesy' || speaks < 0;
  const moved = { flow: isAside ? state.flow : flow.name, lastIntent: isAside ? state.lastIntent : intent };
  const forgets = !isAside && state.flow !== flow.name ? { slots: {}, step: null } : {};
  return {
    decisions: final,
    state: { ...state, ...forgets, ...moved, ...change, disclosed: state.disclosed || discloses },
    flow: flow.name,
    flowVersion: flow.version,
    intent,
    unanswered: unanswered === true,
  };
}
