const LONG_WORD = /\p{L}{5,}/gu;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One slip in one word of five letters or more: a letter dropped, added, replaced or swapped with the next. The same each time. */
export function withOneTypo(text: string, seed: number): string {
  const words = [...text.matchAll(LONG_WORD)];
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % limit;
  };
  const word = words[below(Math.max(1, words.length))];
  if (word === undefined) return text;
  const at = word.index + below(word[0].length - 1);
  const letter = LETTERS.charAt(below(LETTERS.length));
  const before = text.slice(0, at);
  const here = text.charAt(at);
  const after = text.slice(at + 1);
  const kind = below(4);
  if (kind === 0) return before + after;
  if (kind === 1) return before + letter + here + after;
  if (kind === 2) return before + letter + after;
  return before + after.charAt(0) + here + after.slice(1);
}
