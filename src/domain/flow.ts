/** The flow engine: from what a turn means, what is known and where the dialogue stands, to what should happen. Pure. */
import { answerFromEvidence, answerFromHours, answerFromRecords } from './flow-answers.ts';
import { askOrMiss, courtesy, handOff, miss, onlyIn, type Outcome, type Turn } from './flow-outcomes.ts';
import {
  STEP,
  type Decision,
  type Flow,
  type RecordsFlow,
  type TurnDecision,
  type TurnInput,
} from './flow-types.ts';
import { ALL_RIGHT, DID_NOT_HELP, DISCLOSURE, GLAD_IT_HELPED, WHICH_OF_THESE } from './fixed-sentences.ts';
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
  return sealed(outcome, taken);
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

function follow(turn: Turn): Outcome {
  const { flow, input, manner } = turn;
  if (flow.answerFrom === 'person') return handOff(turn, flow.reason, flow.before);
  const { sentimentBelow, always } = flow.handOffWhen;
  if (always) return handOff(turn, `criterion of ${flow.name}`, null);
  if (sentimentBelow !== null && input.understanding.sentiment < sentimentBelow)
    return handOff(turn, 'the customer is upset', null);
  switch (flow.answerFrom) {
    case 'courtesy': {
      const known = courtesyOf(input.text, flow.courtesies);
      return courtesy(turn, known?.courtesy ?? flow.courtesies[0], known?.language ?? manner.language);
    }
    case 'hours':
      return onlyIn(answerFromHours(flow, input, manner), turn) ?? fromKnowledge(turn);
    case 'records':
      return fromRecords(flow, turn);
    case 'knowledge':
      return fromKnowledge(turn);
  }
}

function fromKnowledge(turn: Turn): Outcome {
  const { input, flow, manner } = turn;
  const { verdict, evidence, confidence } = input.retrieval;
  const [first] = evidence;
  if (verdict === 'answer' && first !== undefined) {
    const least = flow.handOffWhen.answerConfidenceBelow;
    if (least !== null && confidence < least) return handOff(turn, 'not sure enough of the answer', null);
    return onlyIn(answerFromEvidence(first, input, manner), turn) ?? miss(turn);
  }
  const titles = [...new Set(evidence.map(({ title }) => title))].slice(0, 2);
  if (verdict !== 'clarify' || titles.length === 0 || input.state.clarified) return miss(turn);
  const quickReplies = titles.map((title, index) => ({ title, payload: `${PICK}${index + 1}` }));
  return askOrMiss(turn, say(WHICH_OF_THESE, manner), quickReplies, {
    step: STEP.offered,
    offeredTitles: titles,
    clarified: true,
  });
}

/** The customer chose this passage: it is given whatever the verdict on the wording was. */
function answerPick(title: string, turn: Turn): Outcome {
  const chosen = turn.input.retrieval.evidence.find((evidence) => evidence.title === title);
  if (chosen === undefined) return handOff(turn, 'the chosen passage is gone', null);
  return onlyIn(answerFromEvidence(chosen, turn.input, turn.manner), turn) ?? miss(turn);
}

function fromRecords(flow: RecordsFlow, turn: Turn): Outcome {
  const { input, manner } = turn;
  const { state, lookups } = input;
  const asked = state.flow === flow.name && (state.step?.startsWith('ask:') ?? false);
  const [need] = flow.needs;
  const numbers = orderNumbersIn(input, asked);
  if (numbers.length === 0) {
    if (asked) return miss(turn);
    const kept = state.flow === flow.name ? state.slots['orderNumber'] : undefined;
    if (kept !== undefined && state.step === STEP.answered) numbers.push(kept);
    else if (need === undefined) return fromKnowledge(turn);
    else return askOrMiss(turn, say(need.ask, manner), [], { step: `ask:${need.slot}` }, false);
  }
  const results = numbers.map((key) =>
    lookups.find((result) => result.lookup === 'order' && result.key === key),
  );
  const missing = numbers.filter((_, index) => results[index] === undefined);
  if (missing.length > 0) {
    const decisions = missing.map((key): Decision => ({ kind: 'lookUp', lookup: flow.lookup, key }));
    return { decisions, change: {} };
  }
  const orders = results.flatMap((result) => (result?.found ? [result.found] : []));
  const answer = answerFromRecords(flow, orders, input, manner);
  if (answer !== null) return onlyIn(answer, turn, { orderNumber: orders[0]?.number ?? '' }) ?? miss(turn);
  const first = state.slots['notFound'] === undefined;
  if (!first) return handOff(turn, 'order not found', flow.replies.notFoundAgain);
  const reply = numbers.length > 1 ? flow.replies.severalNotFound : flow.replies.notFound;
  const slots = { notFound: numbers[0] ?? '' };
  const step = { step: `ask:${need?.slot ?? 'orderNumber'}`, slots };
  return askOrMiss(turn, say(reply, manner, { number: numbers.join(', ') }), [], step);
}

/** A bare yes or no means something only after something was said that it can answer. */
function confirmation(said: 'yes' | 'no', turn: Turn): Outcome | null {
  const { state, text } = turn.input;
  const thanked = /thank|gracias|danke|merci/i.test(text);
  if (state.step === STEP.answered || state.step === STEP.confirmed) {
    if (said === 'yes') return courtesy(turn, GLAD_IT_HELPED, turn.manner.language, STEP.confirmed);
    if (thanked) return courtesy(turn, ALL_RIGHT, turn.manner.language);
    return miss(turn, DID_NOT_HELP);
  }
  if (state.step === STEP.offeredPerson) {
    if (said === 'yes') return handOff(turn, 'the customer wants a person', null);
    return courtesy(turn, ALL_RIGHT, turn.manner.language);
  }
  if (state.step === STEP.offered)
    return said === 'no' ? handOff(turn, 'none of the offered topics', null) : null;
  return null;
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
  const servesFacts = flow.intent !== COMPLAINT && flow.intent !== TALK_TO_A_PERSON;
  const given = flow.answerFrom === 'records' && orderNumbersIn(turn.input, false).length > 0;
  return knowsBetter && servesFacts && !given ? flowFor(null, flows) : flow;
}

function sureIntent(input: TurnInput): string | null {
  return sure(input, MIN_CONFIDENCE) ? input.understanding.intent : null;
}

function sure({ understanding }: TurnInput, least: number): boolean {
  return understanding.intent !== null && understanding.confidence >= least;
}

/** Throws when the flows lack one for everything else: a mistake in the program, found by its first test. */
function flowFor(intent: string | null, flows: readonly Flow[]): Flow {
  const flow = flows.find((candidate) => candidate.intent === intent) ?? flows.find((f) => f.intent === null);
  if (flow === undefined) throw new Error('no flow has the intent null, which serves everything else');
  return flow;
}

/** The new state; and on the first words to a contact, that they come from an AI and how to reach a person. */
function sealed({ decisions, change }: Outcome, turn: Turn): TurnDecision {
  const { input, flow, intent, manner } = turn;
  const { state } = input;
  const speaks = decisions.findIndex((decision) => 'text' in decision);
  const discloses = speaks >= 0 && !state.disclosed;
  const disclosure = `${say(DISCLOSURE, manner, { business: input.business.name })} `;
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
  };
}
