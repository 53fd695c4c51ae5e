/** Figures of a ranking, in per cent; one definition for every engine of a run. */

export type Asked = {
  text: string;
  ids: ReadonlySet<string>;
  answers: string[];
};

export function rankingFigures(asked: readonly Asked[], orders: readonly string[][]) {
  const sum = { hit: 0, recall: 0, reciprocal: 0, gain: 0 };
  let count = 0;
  asked.forEach(({ ids }, at) => {
    if (ids.size === 0) return;
    count += 1;
    const order = (orders[at] ?? []).slice(0, 10);
    const first = order.findIndex((id) => ids.has(id));
    if (first === 0) sum.hit += 1;
    if (first >= 0) sum.reciprocal += 1 / (first + 1);
    const found = new Set(order.slice(0, 5).filter((id) => ids.has(id)));
    sum.recall += found.size / Math.min(5, ids.size);
    sum.gain += gainOf(order, ids);
  });
  return {
    hitAt1: percent(sum.hit, count),
    recallAt5: percent(sum.recall, count),
    mrrAt10: percent(sum.reciprocal, count),
    ndcgAt10: percent(sum.gain, count),
  };
}

function gainOf(order: readonly string[], ids: ReadonlySet<string>): number {
  let gain = 0;
  let best = 0;
  for (let at = 0; at < 10; at += 1) {
    const worth = 1 / Math.log2(at + 2);
    if (ids.has(order[at] ?? '')) gain += worth;
    if (at < ids.size) best += worth;
  }
  return best > 0 ? gain / best : 0;
}

/** Chance that a question of one kind scores above one of the other; null when a kind is missing. */
export function aurocOf(scores: readonly number[], labels: readonly boolean[]): number | null {
  const order = scores
    .map((score, at) => ({ score, label: labels[at] === true }))
    .toSorted((a, b) => a.score - b.score);
  const positives = order.filter((one) => one.label).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let ranks = 0;
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && order[end]?.score === order[i]?.score) end += 1;
    for (let k = i; k < end; k += 1) if (order[k]?.label === true) ranks += (i + end + 1) / 2;
    i = end;
  }
  return percent(ranks - (positives * (positives + 1)) / 2, positives * negatives);
}

/** Largest share of the questions within the knowledge that is answered rightly while 90 % of all answers given are right. */
export function correctAtPrecision(
  scores: readonly number[],
  right: readonly boolean[],
  inside: number,
): number {
  const order = scores
    .map((score, at) => ({ score, right: right[at] === true }))
    .toSorted((a, b) => b.score - a.score);
  let good = 0;
  let best = 0;
  order.forEach((one, at) => {
    if (one.right) good += 1;
    const tied = order[at + 1]?.score === one.score;
    if (!tied && good / (at + 1) >= 0.9) best = good;
  });
  return percent(best, inside);
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000) / 1000
  );
}
