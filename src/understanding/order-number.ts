/**
 * A business writes the shape of its order numbers as a regular expression. It runs on every message, so only a small,
 * harmless part of the language is taken: letters, digits, classes, alternatives and bounded repetition of single items.
 */
const MAX_PATTERN_CHARS = 120;
const MAX_REPEAT = 24;
/** How many ways the repetitions of a pattern may combine: it bounds the steps of a search. */
const MAX_COMBINATIONS = 2_000;

export type OrderPattern = { kind: 'pattern'; expression: RegExp } | { kind: 'refused'; sentence: string };

const compiled = new Map<string, OrderPattern>();
const MAX_COMPILED = 500;

export function compileOrderPattern(pattern: string): OrderPattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const result = compile(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function compile(pattern: string): OrderPattern {
  if (pattern === '' || pattern.length > MAX_PATTERN_CHARS) {
    return refused(`The order number pattern must have 1 to ${MAX_PATTERN_CHARS} characters.`);
  }
  const trimmed = pattern.replace(/^\^/, '').replace(/\$$/, '');
  let out = '';
  let combinations = 1;
  let at = 0;
  let depth = 0;
  let afterItem = false;
  let afterGroup = false;
  while (at < trimmed.length) {
    const rest = trimmed.slice(at);
    const repeat = /^(?:\{(\d{1,6})(?:(,)(\d{1,6})?)?\}|[?*+])/.exec(rest);
    if (repeat !== null) {
      if (!afterItem) return refused('A repetition in the order number pattern has nothing to repeat.');
      const [least, most] = bounds(repeat);
      if (afterGroup && most > 1) return refused('A group in the order number pattern cannot be repeated.');
      if (least > most || most > MAX_REPEAT) {
        return refused(`Repetitions in the order number pattern may go up to ${MAX_REPEAT}.`);
      }
      combinations *= most - least + 1;
      out += `{${least},${most}}`;
      at += repeat[0].length;
      afterItem = false;
      continue;
    }
    const item = /^(?:\\[dwsDWS]|\\[^\p{L}\p{N}]|\[\^?(?:\\.|[^\]\\[])+\]|[^\\[\](){}|.^$*+?])/u.exec(rest);
    if (item !== null) {
      out += item[0];
      at += item[0].length;
      afterItem = true;
      afterGroup = false;
      continue;
    }
    const mark = trimmed[at];
    if (mark === '(') {
      if (rest.startsWith('(?') && !rest.startsWith('(?:')) {
        return refused('The order number pattern may use plain groups only.');
      }
      depth += 1;
      out += '(?:';
      at += rest.startsWith('(?:') ? 3 : 1;
      afterItem = false;
      continue;
    }
    if (mark === ')' || mark === '|') {
      if (mark === ')') depth -= 1;
      if (depth < 0) break;
      if (mark === '|') combinations *= 2;
      out += mark;
      at += 1;
      afterItem = mark === ')';
      afterGroup = mark === ')';
      continue;
    }
    return refused(`The order number pattern may not contain "${mark ?? ''}" here.`);
  }
  if (depth !== 0) return refused('The groups of the order number pattern are not closed.');
  if (combinations > MAX_COMBINATIONS) return refused('The order number pattern can match in too many ways.');
  try {
    const expression = new RegExp(`(?<![\\p{L}\\p{N}])(?:${out})(?![\\p{L}\\p{N}])`, 'giu');
    if (new RegExp(`^(?:${out})$`, 'iu').test(''))
      return refused('The order number pattern must not match nothing.');
    return { kind: 'pattern', expression };
  } catch {
    return refused('The order number pattern is not a regular expression.');
  }
}

function bounds(repeat: RegExpExecArray): [number, number] {
  if (repeat[0] === '?') return [0, 1];
  if (repeat[0] === '*') return [0, MAX_REPEAT];
  if (repeat[0] === '+') return [1, MAX_REPEAT];
  const least = Number(repeat[1]);
  if (repeat[2] === undefined) return [least, least];
  return [least, repeat[3] === undefined ? MAX_REPEAT : Number(repeat[3])];
}

function refused(sentence: string): OrderPattern {
  return { kind: 'refused', sentence };
}

/** Without a pattern: what follows "#" or a word for "order", or looks like "AB-12345". */
export const ORDER_NUMBER_GUESS =
  /(?:#\s?|(?:order|orden|pedido|bestellung|bestellnummer|auftrag|commande|purchase|invoice)(?:\s?(?:number|num|no|nr|número|nummer|numéro|n°|id))?[.:]?\s?#?\s?)((?=[a-z-]{0,6}\d)[a-z0-9][a-z0-9-]{2,19})(?![a-z0-9])|(?<![\p{L}\p{N}])([a-z]{1,4}-\d{3,12})(?![\p{L}\p{N}])/giu;
