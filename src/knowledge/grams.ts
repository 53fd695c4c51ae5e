/** Character grams of a word, hashed: what makes "instal", "installing" and "installation" alike without a dictionary. */

export const GRAM_SPACE = 1 << 15;
const SHORTEST = 3;
const LONGEST = 5;

/** Hashes of the 3 to 5 letter pieces of a word with its borders marked. */
export function gramHashes(word: string): number[] {
  const marked = `<${word}>`;
  const hashes: number[] = [];
  for (let size = SHORTEST; size <= LONGEST; size += 1)
    for (let i = 0; i + size <= marked.length; i += 1) {
      let hash = 2166136261;
      for (let j = i; j < i + size; j += 1) hash = Math.imul(hash ^ marked.charCodeAt(j), 16777619);
      hashes.push((hash ^ (hash >>> 15)) & (GRAM_SPACE - 1));
    }
  return hashes;
}
