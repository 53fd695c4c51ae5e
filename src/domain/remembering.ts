/** Pure functions that remember what they said of what they saw lately. */

/** A longer text is worked out each time: it would take the place of many. */
const LONGEST = 20_000;

/** @param most so many texts; then it begins anew */
export function remembering<Result>(most: number, of: (text: string) => Result): (text: string) => Result {
  return rememberingBy(most, (text) => text, of);
}

/** @param keyOf spells all that the result rests on */
export function rememberingBy<Asked extends unknown[], Result>(
  most: number,
  keyOf: (...asked: Asked) => string,
  of: (...asked: Asked) => Result,
): (...asked: Asked) => Result {
  const known = new Map<string, Result>();
  return (...asked) => {
    const key = keyOf(...asked);
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = of(...asked);
    if (key.length > LONGEST) return result;
    if (known.size >= most) known.clear();
    known.set(key, result);
    return result;
  };
}
