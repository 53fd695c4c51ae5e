/** From a hash to the place where it stands in a list, by open addressing. */
export type HashIndex = {
  /** Hash and place side by side, so that one look brings both; place -1 = the slot is empty. */
  slots: Int32Array;
  mask: number;
};

/** Of a hash that occurs twice, the first place counts. */
export function indexHashes(hashes: Int32Array): HashIndex {
  let capacity = 16;
  while (capacity < hashes.length * 2) capacity *= 2;
  const slots = new Int32Array(capacity * 2).fill(-1);
  const mask = capacity - 1;
  for (let place = 0; place < hashes.length; place += 1) {
    const hash = hashes[place] as number;
    let slot = hash & mask;
    while (slots[slot * 2 + 1] !== -1) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = place;
  }
  return { slots, mask };
}

/** -1 = not known. */
export function placeOf({ slots, mask }: HashIndex, hash: number): number {
  let slot = hash & mask;
  for (;;) {
    const place = slots[slot * 2 + 1] as number;
    if (place === -1 || slots[slot * 2] === hash) return place;
    slot = (slot + 1) & mask;
  }
}
