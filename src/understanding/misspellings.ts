/**
 * Slips of one letter in words that a model knows: "delivrey", "refnd". One slip spares the first letter or the last, so
 * words are kept by length and either.
 */
export type Spelling = {
  /** The most frequent first. */
  words: readonly string[];
  known: ReadonlySet<string>;
  byFirst: ReadonlyMap<number, readonly number[]>;
  byLast: ReadonlyMap<number, readonly number[]>;
};

const LEAST_LETTERS = 4;
const MOST_LETTERS = 16;
const ONLY_LETTERS = /^[a-z]+$/;

export function isSpellable(word: string): boolean {
  return word.length >= LEAST_LETTERS && word.length <= MOST_LETTERS && ONLY_LETTERS.test(word);
}

/** @param words the most frequent first */
export function spellingOf(words: readonly string[]): Spelling {
  const byFirst = new Map<number, number[]>();
  const byLast = new Map<number, number[]>();
  const put = (shelf: Map<number, number[]>, key: number, place: number): void => {
    const kept = shelf.get(key);
    if (kept === undefined) shelf.set(key, [place]);
    else kept.push(place);
  };
  words.forEach((word, place) => {
    put(byFirst, keyOf(word.length, word.charCodeAt(0)), place);
    put(byLast, keyOf(word.length, word.charCodeAt(word.length - 1)), place);
  });
  return { words, known: new Set(words), byFirst, byLast };
}

/** The most frequent known word that is one slip away: a letter missing, too many, another, or two in the wrong order. */
export function correctedWord(word: string, spelling: Spelling): string | null {
  if (spelling.known.has(word)) return null;
  const first = word.charCodeAt(0);
  const last = word.charCodeAt(word.length - 1);
  let best = spelling.words.length;
  for (let length = word.length - 1; length <= word.length + 1; length += 1) {
    for (const shelf of [
      spelling.byFirst.get(keyOf(length, first)),
      spelling.byLast.get(keyOf(length, last)),
    ]) {
      for (const place of shelf ?? []) {
        if (place >= best) break;
        if (isOneSlip(word, spelling.words[place] ?? '')) best = place;
      }
    }
  }
  return spelling.words[best] ?? null;
}

function keyOf(length: number, letter: number): number {
  return length * 256 + letter;
}

/** One letter differs, is missing or too many, or two neighbours are swapped. */
function isOneSlip(word: string, other: string): boolean {
  const shorter = Math.min(word.length, other.length);
  let front = 0;
  while (front < shorter && word.charCodeAt(front) === other.charCodeAt(front)) front += 1;
  let back = 0;
  const most = shorter - front;
  while (
    back < most &&
    word.charCodeAt(word.length - 1 - back) === other.charCodeAt(other.length - 1 - back)
  ) {
    back += 1;
  }
  const left = word.length - front - back;
  const right = other.length - front - back;
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && word[front] === other[front + 1] && word[front + 1] === other[front];
}
