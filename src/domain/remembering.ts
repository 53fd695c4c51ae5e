/** A pure function of a text that remembers what it said of the texts that it saw lately. */

/** A longer text is worked out each time: it would take the place of many. */
const LONGEST = 20_000;

/** @param most so many texts; then it begins anew */
export function remembering<Result>(most: number, of: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = of(text);
    if (text.length > LONGEST) return result;
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}
