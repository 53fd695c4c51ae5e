/** A small seeded generator: training must give the same bytes for the same examples, on every machine. */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** 0, 1, 2 and so on. */
export function inOrder(length: number): Int32Array {
  const order = new Int32Array(length);
  for (let at = 0; at < length; at += 1) order[at] = at;
  return order;
}

/** Shuffle the first `length` entries in place. */
export function shuffle(order: Int32Array, length: number, random: () => number): void {
  for (let at = length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
}
