/** One message with several wishes: each is decided on its own, on the dialogue that the one before it left. Pure. */
import { ABOUT_THAT, ONE_AT_A_TIME } from './fixed-sentences.ts';
import { decide } from './flow.ts';
import type { Decision, Flow, TurnDecision, TurnInput } from './flow-types.ts';
import { isBrief, languageOf, say } from './render-text.ts';

const MAX_WISHES = 3;
const MAX_QUOTED_CHARS = 80;

/**
 * Answers first, then at the most one question back, last a hand-off: whoever takes over reads the whole message, so that
 * nothing needs to be asked before. A second question back is not asked, and that is said.
 */
export function decideSeveral(
  inputs: readonly [TurnInput, ...TurnInput[]],
  flows: readonly Flow[],
): TurnDecision {
  const wishes = inputs.slice(0, MAX_WISHES).map((input) => ({ input, alone: decide(input, flows) }));
  const lookUps = wishes.flatMap(({ alone }) => alone.decisions.filter(({ kind }) => kind === 'lookUp'));
  const first = wishes[0]?.alone ?? decide(inputs[0], flows);
  if (lookUps.length > 0) return { ...first, decisions: lookUps };
  const of = (place: Place) => wishes.filter(({ alone }) => placeOf(alone) === place);
  const handOff = of('handOff').slice(0, 1);
  const asks = handOff.length > 0 ? [] : of('ask');
  const turns = [...of('reply'), ...asks.slice(0, 1), ...handOff];
  let state = inputs[0].state;
  let last = first;
  const decisions: Decision[] = [];
  for (const { input } of turns) {
    last = decide({ ...input, state }, flows);
    state = last.state;
    decisions.push(...last.decisions.map((one) => (decisions.length > 0 ? named(one, last, input) : one)));
  }
  const said = asks.length > 1 ? decisions.map((one) => oneAtATime(one, inputs[0])) : decisions;
  return { ...last, decisions: said, unanswered: turns.some(({ alone }) => alone.unanswered) };
}

type Place = 'reply' | 'ask' | 'handOff' | 'nothing';

function placeOf({ decisions }: TurnDecision): Place {
  if (decisions.some(({ kind }) => kind === 'handOff')) return 'handOff';
  if (decisions.some(({ kind }) => kind === 'ask')) return 'ask';
  return decisions.some(({ kind }) => kind === 'reply') ? 'reply' : 'nothing';
}

/** After an answer, "I am not sure what you mean" has to say which part it means. */
function named(decision: Decision, { unanswered }: TurnDecision, input: TurnInput): Decision {
  if (decision.kind !== 'ask' || !unanswered) return decision;
  const what = input.text.slice(0, MAX_QUOTED_CHARS);
  return { ...decision, text: `${say(ABOUT_THAT, mannerOf(input), { what })} ${decision.text}` };
}

function oneAtATime(decision: Decision, input: TurnInput): Decision {
  if (decision.kind !== 'ask') return decision;
  return { ...decision, text: `${decision.text} ${say(ONE_AT_A_TIME, mannerOf(input))}` };
}

const mannerOf = ({ understanding, channel }: TurnInput) => ({
  language: languageOf(understanding.language),
  brief: isBrief(channel),
});
