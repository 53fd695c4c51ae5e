import { bestOf } from './calibration.ts';
import { classifyIntent, scoreText } from './classify.ts';
import type { Classification, IntentModel } from './classify.ts';

/** Where one wish may end and the next begin. */
const SEAMS =
  /[.!?;\n]+\s+|\s+(?:and also|also|and|plus|oh and|btw|y también|y|und|außerdem|et|et aussi)\s+/giu;
const MAX_PARTS = 6;
const LEAST_CHARS = 8;
/**
 * A part is a wish of its own when it is clear by itself and the whole message speaks for it too: "blue jacket" alone looks
 * like a question about a product, "I bought a red and blue jacket and want to return it" does not. Both were chosen on own
 * lines; what they are worth on others is in test/understanding/several-intents.test.ts.
 */
const GAP_WEIGHT = 0.4;
const LEAST_EVIDENCE = 0.27;
/** Greetings, thanks and anger go with the wish that they come with. */
const COMPANIONS = new Set(['small_talk', 'feedback', 'complaint']);

/** "My order came broken. I want my money back.": the first is told, not asked. */
const ASKS =
  /\?|(?<!\p{L})(?:where|when|status|track\p{L}*|arriv\p{L}*|has|is|did|dónde|donde|cuándo|cuando|wo|wann|où|ou est|quand)(?!\p{L})/iu;

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
  const whole = scoreText(model, text).scores;
  const { intents } = model.head;
  const most = whole[bestOf(whole, intents.length)] ?? 0;
  const wishes: Wish[] = [];
  for (const part of parts) {
    const answer = classifyIntent(model, part);
    if (answer.intent === null || COMPANIONS.has(answer.intent)) continue;
    const gap = most - (whole[intents.indexOf(answer.intent)] ?? 0);
    if (answer.confidence * answer.inScope - GAP_WEIGHT * gap < LEAST_EVIDENCE) continue;
    if (!wishes.some((wish) => wish.answer.intent === answer.intent)) wishes.push({ text: part, answer });
  }
  const told = wishes.filter((wish) => wish.answer.intent !== 'order_status' || ASKS.test(wish.text));
  return told.length > 1 ? told : [];
}
