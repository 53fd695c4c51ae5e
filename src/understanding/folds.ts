/**
 * Rows dealt out to folds, in the order in which they come: of every class as many to each. -1 = in none. `once`: only one
 * fold is held out, the other rows are in none.
 */
export function dealFolds(
  order: Int32Array,
  labels: Int32Array,
  { classes, parts, once }: { classes: number; parts: number; once: boolean },
): { foldOf: Int8Array; count: number } {
  const foldOf = new Int8Array(labels.length).fill(-1);
  const seen = new Int32Array(classes);
  for (const row of order) {
    const label = labels[row] as number;
    const fold = (seen[label] as number) % parts;
    seen[label] = (seen[label] as number) + 1;
    if (!once || fold === 0) foldOf[row] = fold;
  }
  return { foldOf, count: once ? 1 : parts };
}
