/** The figures of a classifier from its answers. All in per cent, one decimal or two. */
export type Answer = {
  truth: string | null;
  intent: string | null;
  confidence: number;
  ranked: { intent: string; confidence: number }[];
  inScope: number;
};

const BINS = 15;

export function judge(answers: readonly Answer[], gate: number): Record<string, unknown> {
  const inside = answers.filter((one) => one.truth !== null);
  const outside = answers.filter((one) => one.truth === null);
  const right = (one: Answer): boolean => one.ranked[0]?.intent === one.truth;
  const kept = inside.filter((one) => one.confidence >= gate);
  return {
    accuracy: share(inside.filter(right).length, inside.length),
    macroF1: inside.length === 0 ? null : macroF1(inside),
    inScopeAtThreshold: share(inside.filter((one) => one.intent === one.truth).length, inside.length),
    oosRecall: share(outside.filter((one) => one.intent === null).length, outside.length),
    oosAuroc: outside.length === 0 || inside.length === 0 ? null : areaUnderCurve(inside, outside),
    ece: inside.length === 0 ? null : expectedCalibrationError(inside, right),
    gate98: {
      coverage: share(kept.length, inside.length),
      accuracy: share(kept.filter(right).length, kept.length),
    },
  };
}

/** null = there is nothing to take a share of. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : percent(part, whole);
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;
}

/** Mean F1 of the intents that occur in the test lines. */
function macroF1(inside: readonly Answer[]): number {
  const counts = new Map<string, { right: number; said: number; true: number }>();
  const of = (intent: string): { right: number; said: number; true: number } => {
    const known = counts.get(intent) ?? { right: 0, said: 0, true: 0 };
    counts.set(intent, known);
    return known;
  };
  for (const one of inside) {
    const said = one.ranked[0]?.intent ?? '';
    of(said).said += 1;
    of(one.truth ?? '').true += 1;
    if (said === one.truth) of(said).right += 1;
  }
  const present = [...counts.values()].filter((one) => one.true > 0);
  const sum = present.reduce((total, one) => total + (2 * one.right) / (one.said + one.true), 0);
  return percent(sum, present.length);
}

/** The chance that a message in scope gets a higher score than one out of scope; ties count half. */
function areaUnderCurve(inside: readonly Answer[], outside: readonly Answer[]): number {
  const all = [
    ...inside.map((one) => ({ score: one.inScope, inside: true })),
    ...outside.map((one) => ({ score: one.inScope, inside: false })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) if (all[at]?.inside === true) rankSum += rank;
    from = to;
  }
  const pairs = inside.length * outside.length;
  return percent(rankSum - (inside.length * (inside.length + 1)) / 2, pairs);
}

/** Fifteen bins of equal width: how far confidence and accuracy are apart. */
function expectedCalibrationError(inside: readonly Answer[], right: (one: Answer) => boolean): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const one of inside) {
    const bin = bins[Math.min(BINS - 1, Math.floor(one.confidence * BINS))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.confidence += one.confidence;
    if (right(one)) bin.right += 1;
  }
  const gap = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
  return percent(gap, inside.length);
}
