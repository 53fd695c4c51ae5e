/** What one flow does with its turn. */
import { answerFromEvidence, answerFromHours, answerFromRecords } from './flow-answers.ts';
import { askOrMiss, courtesy, handOff, miss, onlyIn, type Outcome, type Turn } from './flow-outcomes.ts';
import { STEP, type Decision, type Flow, type RecordsFlow } from './flow-types.ts';
import { WHICH_OF_THESE } from './fixed-sentences.ts';
import { forbiddenTopicIn } from './guard-rails.ts';
import { orderNumbersIn } from './order-numbers.ts';
import { say } from './render-text.ts';
import { courtesyOf, PICK, plainWords } from './said.ts';

/** Praise wants thanks, not the nearest passage. */
const PRAISE_SENTIMENT = 0.4;

export function follow(turn: Turn): Outcome {
  const { flow, input, manner } = turn;
  if (flow.answerFrom === 'person') return handOff(turn, flow.reason, flow.before);
  if (flow.answerFrom !== 'courtesy' && forbiddenTopicIn(input.business, [input.text]) !== null)
    return keptFor(turn);
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
  const outcome = answerOrAsk(turn);
  const answered = outcome.decisions.some(({ kind }) => kind === 'reply');
  return answered || asksItself(turn.flow) ? outcome : { ...outcome, unanswered: true };
}

const asksItself = (flow: Flow): boolean =>
  flow.answerFrom === 'knowledge' && flow.asksItsOwnQuestion === true;

function answerOrAsk(turn: Turn): Outcome {
  const { input, flow, manner } = turn;
  const { verdict, evidence, confidence } = input.retrieval;
  const [first] = evidence;
  const ownQuestion = asksItself(flow);
  if (ownQuestion && input.understanding.sentiment >= PRAISE_SENTIMENT) return miss(turn);
  const asksItsTitle = first !== undefined && plainWords(first.title) === plainWords(input.text);
  if (first !== undefined && (verdict === 'answer' || asksItsTitle)) {
    const least = flow.handOffWhen.answerConfidenceBelow;
    if (least !== null && confidence < least && !asksItsTitle)
      return handOff(turn, 'not sure enough of the answer', null);
    return onlyIn(answerFromEvidence(first, input, manner), turn) ?? keptFor(turn);
  }
  const titles = [...new Set(evidence.map(({ title }) => title))].slice(0, 2);
  if (verdict !== 'clarify' || titles.length === 0 || ownQuestion) return miss(turn);
  const { state } = input;
  // Another topic than the one just offered is a new question, but the last one that gets titles to pick from.
  const isNewTopic = state.offeredTitles.length > 0 && !state.offeredTitles.includes(titles[0] ?? '');
  if (state.clarified && (!isNewTopic || state.fallbacks > 1)) return miss(turn);
  const quickReplies = titles.map((title, index) => ({ title, payload: `${PICK}${index + 1}` }));
  const change = { step: STEP.offered, offeredTitles: titles, clarified: true };
  const text = say(WHICH_OF_THESE, manner);
  if (!isNewTopic) return askOrMiss(turn, text, quickReplies, change);
  const ask: Decision = { kind: 'ask', text, quickReplies };
  return { decisions: [ask], change: { ...change, fallbacks: state.fallbacks + 1 } };
}

/** The customer chose this passage: it is given whatever the verdict on the wording was. */
export function answerPick(title: string, turn: Turn): Outcome {
  const chosen = turn.input.retrieval.evidence.find((evidence) => evidence.title === title);
  if (chosen === undefined) return handOff(turn, 'the chosen passage is gone', null);
  return onlyIn(answerFromEvidence(chosen, turn.input, turn.manner), turn) ?? keptFor(turn);
}

/** The business wants to talk about this itself. */
const keptFor = (turn: Turn): Outcome => handOff(turn, 'a topic for a person', null);

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
