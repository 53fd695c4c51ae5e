import type { QuestionKind } from './words.ts';

/** Whether a sentence has what a question of a kind is answered with: a date, a number, a name, a place, a reason. */

const WHEN =
  /\b(\d{4}|\d{1,2}(:\d\d)?\s?(am|pm|h)|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|century|within|hours?|days?|weeks?|months?|years?|morning|evening|noon)\b/i;
const MUCH =
  /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion|free|half|dozen|percent)\b/i;
const WHO = /[^.!?\s]\s+\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+|\bwe\b|\bour\b/u;
const WHERE =
  /\b(in|at|on|near|from|to|beside|behind)\s+(the\s+)?\p{Lu}\p{Ll}+|https?:|\b(street|road|page|menu|settings|beside|behind|entrance|desk)\b/u;
const WHY = /\b(because|since|due to|reason|therefore|caus\w+|so that|as a result|in order to|to avoid)\b/i;

const SHAPES: readonly [QuestionKind, RegExp][] = [
  ['when', WHEN],
  ['much', MUCH],
  ['who', WHO],
  ['where', WHERE],
  ['why', WHY],
];

/** Bit per kind whose answers look like this sentence. */
export function shapesOf(sentence: string): number {
  let bits = 0;
  SHAPES.forEach(([, shape], at) => {
    if (shape.test(sentence)) bits |= 1 << at;
  });
  return bits;
}

/** The bit of a question's kind; 0 when its answers have no shape of their own. */
export function shapeBit(kind: QuestionKind): number {
  const at = SHAPES.findIndex(([known]) => known === kind);
  return at < 0 ? 0 : 1 << at;
}
