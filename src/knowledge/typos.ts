import type { KnowledgeIndex } from './packed-index.ts';

/** Correction of words that the knowledge does not have, against the words that it has. Known words are left alone. */

const SHORTEST_CORRECTED = 4;
const TWO_EDITS_FROM = 8;

/** The word of this knowledge that was probably meant, or null. Deterministic: fewest edits, then same first letter, then most used. */
export function correctWord(index: KnowledgeIndex, word: string): number | null {
  if (word.length < SHORTEST_CORRECTED || /\d/.test(word)) return null;
  // "erfunds" may be meant where the knowledge says "refund", and the other way round.
  const otherNumber = word.endsWith('s') ? word.slice(0, -1) : `${word}s`;
  return nearestWord(index, word) ?? nearestWord(index, otherNumber);
}

function nearestWord(index: KnowledgeIndex, word: string): number | null {
  const limit = word.length >= TWO_EDITS_FROM ? 2 : 1;
  const letters = letterMask(word);
  let best: number | null = null;
  let bestCost = Infinity;
  const { words } = index.streams;
  for (let id = 0; id < words.length; id += 1) {
    const other = words[id] ?? '';
    if (Math.abs(other.length - word.length) > limit || other.length < 3) continue;
    if (bitCount(letterMask(other) ^ letters) > 2 * limit) continue;
    const edits = editDistance(word, other, limit);
    if (edits > limit) continue;
    const cost = edits + (other.charCodeAt(0) === word.charCodeAt(0) ? 0 : 0.5);
    if (cost < bestCost) {
      bestCost = cost;
      best = id;
    }
  }
  return best;
}

function letterMask(word: string): number {
  let mask = 0;
  for (let i = 0; i < word.length; i += 1) mask |= 1 << (word.charCodeAt(i) & 31);
  return mask;
}

function bitCount(mask: number): number {
  let rest = mask;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count += 1;
  }
  return count;
}

/** Optimal string alignment distance (insert, delete, replace, swap); gives limit + 1 as soon as the limit is passed. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let lowest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped =
        i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < lowest) lowest = cost;
    }
    if (lowest > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
