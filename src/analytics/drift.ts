/** Has a distribution changed? How far, from 0 to 1, and whether by more than chance. Pure. */

export type Counts = ReadonlyMap<string, number>;

export type Drift = {
  /** Jensen-Shannon divergence in bits: 0 = the same, 1 = nothing in common. */
  divergence: number;
  /** Chance alone does this in one of a hundred cases (likelihood-ratio test). */
  beyondChance: boolean;
  /** Of what it was compared with. */
  comparedWith: number;
};

/** Fewer on either side say nothing. */
const LEAST = 30;
/** What is rarer in both together is one category: the test is made for counts that are not tiny. */
const RARE = 5;
const ONE_IN_A_HUNDRED = 2.326;

/** Null when there is too little on either side. */
export function driftOf(now: Counts, before: Counts): Drift | null {
  const nowTotal = sumOf(now);
  const beforeTotal = sumOf(before);
  if (nowTotal < LEAST || beforeTotal < LEAST) return null;
  const pairs = pairsOf(now, before);
  const degrees = pairs.length - 1;
  let shared = 0;
  let bits = 0;
  for (const [a, b] of pairs) {
    const p = a / nowTotal;
    const q = b / beforeTotal;
    const pooled = (a + b) / (nowTotal + beforeTotal);
    shared += a * logOf(p / pooled) + b * logOf(q / pooled);
    const middle = (p + q) / 2;
    bits += (p * logOf(p / middle) + q * logOf(q / middle)) / (2 * Math.LN2);
  }
  return {
    divergence: Math.round(Math.max(0, bits) * 10_000) / 10_000,
    beyondChance: degrees > 0 && 2 * shared > chiSquareAt(degrees),
    comparedWith: beforeTotal,
  };
}

function pairsOf(now: Counts, before: Counts): [number, number][] {
  const pairs: [number, number][] = [];
  const rare: [number, number] = [0, 0];
  for (const name of new Set([...now.keys(), ...before.keys()])) {
    const pair: [number, number] = [now.get(name) ?? 0, before.get(name) ?? 0];
    if (pair[0] + pair[1] >= RARE) pairs.push(pair);
    else {
      rare[0] += pair[0];
      rare[1] += pair[1];
    }
  }
  return rare[0] + rare[1] > 0 ? [...pairs, rare] : pairs;
}

function logOf(ratio: number): number {
  return ratio > 0 ? Math.log(ratio) : 0;
}

function sumOf(counts: Counts): number {
  let sum = 0;
  for (const n of counts.values()) sum += n;
  return sum;
}

/** The value that chance exceeds once in a hundred times (Wilson and Hilferty's approximation). */
function chiSquareAt(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + ONE_IN_A_HUNDRED * Math.sqrt(spread)) ** 3;
}
