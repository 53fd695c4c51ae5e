import { talksToMachine } from '../domain/talks-to-machine.ts';
import { bestOf } from './calibration.ts';
import { clauseKind, isRemedy, pointsBack } from './clause-kind.ts';
import { clausesOf } from './clauses.ts';
import { classifyIntent, scoreText } from './classify.ts';
import type { Classification, IntentModel } from './classify.ts';

const MAX_CLAUSES = 6;
/** Greetings, thanks and anger go with the wish that they come with. */
const COMPANIONS = new Set(['small_talk', 'feedback', 'complaint']);

/**
 * How sure a clause must be by itself to be a wish of its own. What is asked for is one sooner than a trouble that is told,
 * "it" may be what the clause before speaks of, and words without a form are mostly parts of a list. What is merely told
 * is none. Chosen on test/understanding/two-wishes.ts and one-wish.ts; what they are worth on other lines is in the test.
 */
const LEAST_EVIDENCE = {
  asks: 0.3,
  asksOfIt: 0.7,
  trouble: 0.5,
  bare: 0.65,
  told: Number.POSITIVE_INFINITY,
};
/** More, the further the message as a whole prefers another intent. */
const MORE_FOR_GAP = 0.25;

/** Of a message that gives a role, dictates the answer or is code, nothing is taken for a wish of a customer. */
const DICTATES =
  /(?<!\p{L})(?:you(?:'re| are) (?:now|no longer)|from (?:now on|this moment)|act as|(?:speak|talk|answer|behave) like|answer only|pretend|above text|text above|du bist (?:jetzt|ab)|ab (?:jetzt|sofort) bist|ahora eres|eres ahora|a partir de ahora|tu es maintenant|à partir de maintenant|drop table|select [\w*, ]{1,40} from \w+;)(?!\p{L})|[{}`]|<[/!a-z]/iu;

export type Wish = { text: string; answer: Classification };

/** "where is my order and what time do you close": two wishes. One wish, the whole message, when it is not plainly several. */
export function wishesIn(model: IntentModel, text: string): Wish[] {
  const wishes = severalWishes(model, text);
  return wishes.length > 0 ? wishes : [{ text, answer: classifyIntent(model, text) }];
}

/** Empty = not plainly several. */
export function severalWishes(model: IntentModel, text: string): Wish[] {
  const clauses = clausesOf(text);
  if (clauses.length < 2 || clauses.length > MAX_CLAUSES) return [];
  const whole = scoreText(model, text).scores;
  const { intents } = model.head;
  const most = whole[bestOf(whole, intents.length)] ?? 0;
  const wishes: Wish[] = [];
  for (const [at, clause] of clauses.entries()) {
    const answer = classifyIntent(model, clause);
    if (answer.intent === null || COMPANIONS.has(answer.intent)) continue;
    if (wishes.some((wish) => wish.answer.intent === answer.intent)) continue;
    const gap = most - (whole[intents.indexOf(answer.intent)] ?? 0);
    const evidence = answer.confidence * answer.inScope - MORE_FOR_GAP * gap;
    if (evidence >= leastEvidence(clause, clauses.slice(at + 1))) wishes.push({ text: clause, answer });
  }
  return wishes.length > 1 && !DICTATES.test(text) && !talksToMachine(text) ? wishes : [];
}

function leastEvidence(clause: string, later: readonly string[]): number {
  const kind = clauseKind(clause);
  if (kind === 'asks' && pointsBack(clause)) return LEAST_EVIDENCE.asksOfIt;
  return LEAST_EVIDENCE[kind === 'trouble' && later.some(isRemedy) ? 'told' : kind];
}
