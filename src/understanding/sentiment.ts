import { foldText } from './normalise.ts';
import {
  EMOJI_FEELINGS,
  FEELING_PHRASES,
  INTENSIFIERS,
  NEGATIONS,
  SENTIMENT_WORDS,
} from './sentiment-words.ts';

const MAX_CHARS = 1_500;
const MAX_WORDS = 200;
/** How far back a "not" reaches. */
const NEGATION_REACH = 3;
/** The larger, the more feeling a message needs to come near the ends of the scale. */
const DAMPING = 12;
const CLAUSE_END = /^[,.;!?]$/;
const SAD_FACE = /(?:^|\s)[:;]['-]?[(/]/;
const GLAD_FACE = /(?:^|\s)(?:[:;]-?[)D]|<3)/;

/** -1 (angry) to 1 (delighted), by the words, emoji and shouting of a message in English, Spanish, German or French. */
export function sentimentOf(text: string): number {
  const cut = text.slice(0, MAX_CHARS);
  const folded = foldText(cut, MAX_CHARS);
  const words = (folded.match(/[\p{L}']+|[,.;!?]/gu) ?? []).slice(0, MAX_WORDS);
  let sum = 0;
  let negatedAt = -10;
  let factor = 1;
  words.forEach((raw, at) => {
    // A "not" ends with its clause.
    if (CLAUSE_END.test(raw)) {
      negatedAt = -10;
      factor = 1;
      return;
    }
    const word = raw.replace(/'/g, '').replace(/(.)\1{2,}/g, '$1$1');
    if (NEGATIONS.has(word) || (word.endsWith('nt') && raw.includes("'"))) {
      negatedAt = at;
      factor = 1;
      return;
    }
    const strength = INTENSIFIERS.get(word);
    const feeling = feelingOf(word);
    if (feeling !== 0) {
      const negated = at - negatedAt <= NEGATION_REACH;
      sum += feeling * factor * (negated ? -0.7 : 1);
      factor = 1;
    } else if (strength !== undefined) factor *= strength;
    else factor = 1;
  });
  for (const [phrase, weight] of FEELING_PHRASES) if (phrase.test(folded)) sum += weight;
  for (const letter of cut) sum += EMOJI_FEELINGS.get(letter) ?? 0;
  if (SAD_FACE.test(cut)) sum -= 2;
  if (GLAD_FACE.test(cut)) sum += 2;
  sum *= emphasis(cut);
  return Math.round((sum / Math.sqrt(sum * sum + DAMPING)) * 100) / 100 || 0;
}

function feelingOf(word: string): number {
  const own = SENTIMENT_WORDS.get(word);
  if (own !== undefined) return own;
  if (word.length > 4 && word.endsWith('s')) return SENTIMENT_WORDS.get(word.slice(0, -1)) ?? 0;
  return 0;
}

/** Capitals and exclamation marks say the same thing louder. */
function emphasis(text: string): number {
  const marks = Math.min(3, (text.match(/!/g) ?? []).length);
  const shouted = (text.match(/\b\p{Lu}{3,}\b/gu) ?? []).length;
  return 1 + 0.08 * marks + (shouted >= 2 ? 0.2 : 0);
}
