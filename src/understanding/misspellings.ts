/**
 * Slips of one letter in words that a model knows: "delivrey", "refnd". Words of the training examples and every word of them
 * with one letter taken out lead back to the word.
 */
export type Spelling = { words: ReadonlySet<string>; near: ReadonlyMap<string, readonly string[]> };

const LEAST_LETTERS = 4;
const MOST_LETTERS = 16;
const ONLY_LETTERS = /^[a-z]+$/;

export function isSpellable(word: string): boolean {
  return word.length >= LEAST_LETTERS && word.length <= MOST_LETTERS && ONLY_LETTERS.test(word);
}

/** @param words the most frequent first */
export function spellingOf(words: readonly string[]): Spelling {
  const near = new Map<string, string[]>();
  for (const word of words) {
    for (let out = 0; out < word.length; out += 1) {
      const key = word.slice(0, out) + word.slice(out + 1);
      const known = near.get(key);
      if (known === undefined) near.set(key, [word]);
      else if (known.at(-1) !== word) known.push(word);
    }
  }
  return { words: new Set(words), near };
}

/** The known word that is one slip away: a letter missing, too many, another, or two in the wrong order. */
export function correctedWord(word: string, spelling: Spelling): string | null {
  if (spelling.words.has(word)) return null;
  const missing = spelling.near.get(word)?.[0];
  if (missing !== undefined) return missing;
  for (let out = 0; out < word.length; out += 1) {
    const key = word.slice(0, out) + word.slice(out + 1);
    if (key.length >= LEAST_LETTERS && spelling.words.has(key)) return key;
    for (const one of spelling.near.get(key) ?? []) if (isOneSlip(word, one)) return one;
  }
  return null;
}

/** Of two words of one length: one letter differs, or two neighbours are swapped. */
function isOneSlip(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  let first = 0;
  while (first < word.length && word[first] === other[first]) first += 1;
  let last = word.length - 1;
  while (last > first && word[last] === other[last]) last -= 1;
  if (first >= last) return true;
  return last === first + 1 && word[first] === other[last] && word[last] === other[first];
}
