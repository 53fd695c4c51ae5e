import { addSpan, isTaken } from './spans.ts';
import type { Span } from './spans.ts';

const NUMBER_WORDS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  dozen: 12,
  couple: 2,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  docena: 12,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  dutzend: 12,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  douzaine: 12,
};
const WORDS = Object.keys(NUMBER_WORDS).join('|');
const COUNT = String.raw`(\d{1,4}|${WORDS})`;
/** "of" only before what is counted: "12 of the mugs", but not "3 of 5" or "one of yours". */
const UNITS = String.raw`x|pcs?|pieces?|pairs?|packs?|boxes|units?|sets?|of(?=\s(?:the|these|those|them)(?!\p{L}))|items?|stück|stk|paar|unidades|piezas|cajas|pièces?|paires?|boîtes|exemplaires?`;
const COUNT_FIRST = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,:/#-])${COUNT}\s?(?:${UNITS})(?![\p{L}\p{N}])`,
  'giu',
);
const COUNT_LAST =
  /(?<![\p{L}\p{N}])(?:x|qty|quantity|cantidad|anzahl|menge|quantité)[:\s]?\s?(\d{1,4})(?![\p{L}\p{N}])/giu;
const BEFORE_PRODUCT = new RegExp(String.raw`(?<![\p{L}\p{N}.,:/#-])${COUNT}(?:\s\p{L}+)?\s$`, 'iu');
const NOT_A_COUNT = /(?:size|talla|größe|taille|room|number|no)\s$/iu;

/** "2x", "three pairs", "qty 4", "two blue mugs" where mugs are in the catalogue. */
export function findQuantities(text: string, spans: Span[]): void {
  for (const match of text.matchAll(COUNT_FIRST)) push(match[0], match[1] ?? '', match.index);
  for (const match of text.matchAll(COUNT_LAST)) push(match[0], match[1] ?? '', match.index);
  for (const span of spans.filter((one) => one.entity.kind === 'product')) {
    const before = text.slice(Math.max(0, span.from - 30), span.from);
    const match = BEFORE_PRODUCT.exec(before);
    if (match === null || NOT_A_COUNT.test(before.slice(0, match.index))) continue;
    push(match[1] ?? '', match[1] ?? '', span.from - before.length + match.index);
  }

  function push(whole: string, count: string, from: number): void {
    const value = NUMBER_WORDS[count.toLowerCase()] ?? Number(count);
    if (value < 1 || isTaken(spans, from, from + whole.length)) return;
    addSpan(spans, { kind: 'quantity', value, text: whole }, from);
  }
}
