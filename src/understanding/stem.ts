/**
 * A light English suffix stemmer. It only has to send the forms of one word to one string; the result need not be a word.
 * Other Latin-script languages lose little: their plural -s goes the same way and character n-grams carry the rest.
 */
export function stem(word: string): string {
  const length = word.length;
  if (length < 4) return word;
  let base = word;
  if (base.endsWith("'s")) base = base.slice(0, -2);
  if (base.endsWith('ies') && base.length > 4) return `${base.slice(0, -3)}y`;
  if (base.endsWith('sses')) return base.slice(0, -2);
  if (base.endsWith('s') && !base.endsWith('ss') && !base.endsWith('us') && !base.endsWith('is')) {
    base = base.slice(0, -1);
  }
  if (base.length >= 5 && base.endsWith('ing')) return undouble(base.slice(0, -3), base);
  if (base.length >= 5 && base.endsWith('ed')) return undouble(base.slice(0, -2), base);
  if (base.length >= 6 && base.endsWith('ly')) return base.slice(0, -2);
  if (base.length >= 5 && base.endsWith('e')) return base.slice(0, -1);
  return base;
}

const VOWELS = /[aeiouy]/;

/** "cancelling" and "canceled" both become "cancel"; "string" stays whole because "str" has no vowel. */
function undouble(root: string, whole: string): string {
  if (root.length < 3 || !VOWELS.test(root)) return whole;
  const last = root.charCodeAt(root.length - 1);
  if (last === root.charCodeAt(root.length - 2) && last !== 115 && root.length > 3) return root.slice(0, -1);
  return last === 101 && root.length >= 5 ? root.slice(0, -1) : root;
}
