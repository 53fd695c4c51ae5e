import { classifyIntent } from './classify.ts';
import type { Classification, IntentModel } from './classify.ts';

/** Where one wish may end and the next begin. */
const SEAMS =
  /[.!?;\n]+\s+|\s+(?:and also|also|and|plus|oh and|btw|y también|y|und|außerdem|et|et aussi)\s+/giu;
const MAX_PARTS = 6;
const LEAST_CHARS = 8;
/** Each part must be this clear on its own, or the message is left whole. */
const CLEAR = 0.7;
const IN_SCOPE = 0.5;
/** Greetings, thanks and anger go with the wish that they come with. */
const COMPANIONS = new Set(['small_talk', 'feedback', 'complaint']);

/** "My order came broken. I want my money back.": the first is no question about where it is. */
const ABOUT_AN_ORDER = new Set(['returns', 'payment_problem', 'cancellation', 'complaint']);
const ASKS =
  /\?|\b(?:where|when|status|track\w*|arriv\w*|has|is|did|dónde|donde|cuándo|cuando|wo|wann|où|ou est|quand)\b/iu;

export type Wish = { text: string; answer: Classification };

/** "where is my order and what time do you close": two wishes. One wish, the whole message, when it is not plainly several. */
export function wishesIn(model: IntentModel, text: string): Wish[] {
  const wishes = severalWishes(model, text);
  return wishes.length > 0 ? wishes : [{ text, answer: classifyIntent(model, text) }];
}

/** Empty = not plainly several. */
export function severalWishes(model: IntentModel, text: string): Wish[] {
  const parts = text
    .slice(0, 1_500)
    .split(SEAMS)
    .map((part) => part.trim())
    .filter((part) => part.length >= LEAST_CHARS);
  if (parts.length < 2 || parts.length > MAX_PARTS) return [];
  const wishes: Wish[] = [];
  for (const part of parts) {
    const answer = classifyIntent(model, part);
    if (answer.intent === null || answer.confidence < CLEAR || answer.inScope < IN_SCOPE) continue;
    if (COMPANIONS.has(answer.intent)) continue;
    if (!wishes.some((wish) => wish.answer.intent === answer.intent)) wishes.push({ text: part, answer });
  }
  const told = wishes.some(({ answer }) => ABOUT_AN_ORDER.has(answer.intent ?? ''))
    ? wishes.filter((wish) => wish.answer.intent !== 'order_status' || ASKS.test(wish.text))
    : wishes;
  return told.length > 1 ? told : [];
}
