import { GRAM_SPACE, gramHashes } from './grams.ts';

/** Which words have which character grams. */
export type GramTable = {
  /** The grams that occur, in order. */
  keys: Uint16Array;
  /** Where the words of each gram begin in `words`; one more entry than grams. */
  wordStart: Uint32Array;
  words: Uint32Array;
  /** How many grams each word has. */
  counts: Uint8Array;
};

export function gramTable(vocabulary: readonly string[]): GramTable {
  const uses = new Uint32Array(GRAM_SPACE);
  const counts = new Uint8Array(vocabulary.length);
  const grams = vocabulary.map((word, id) => {
    const own = gramHashes(word);
    counts[id] = own.length;
    for (const gram of own) uses[gram] = (uses[gram] ?? 0) + 1;
    return own;
  });
  const keys = Uint16Array.from(uses.keys().filter((gram) => (uses[gram] ?? 0) > 0));
  const wordStart = new Uint32Array(keys.length + 1);
  const next = uses;
  keys.forEach((gram, place) => {
    wordStart[place + 1] = (wordStart[place] ?? 0) + (uses[gram] ?? 0);
    next[gram] = wordStart[place] ?? 0;
  });
  const words = new Uint32Array(wordStart[keys.length] ?? 0);
  grams.forEach((own, word) => {
    for (const gram of own) {
      const at = next[gram] ?? 0;
      words[at] = word;
      next[gram] = at + 1;
    }
  });
  return { keys, wordStart, words, counts };
}
