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
  return indexWith(capacity, hashes);
}

function indexWith(capacity: number, hashes: Int32Array): HashIndex {
  const index = { slots: new Int32Array(capacity * 2).fill(-1), mask: capacity - 1 };
  for (let place = 0; place < hashes.length; place += 1) put(index, hashes[place] as number, place);
  return index;
}

/** @returns where the hash stands: at that place, or where it stood before */
function put({ slots, mask }: HashIndex, hash: number, place: number): number {
  let slot = hash & mask;
  for (;;) {
    const there = slots[slot * 2 + 1] as number;
    if (there === -1) break;
    if (slots[slot * 2] === hash) return there;
    slot = (slot + 1) & mask;
  }
  slots[slot * 2] = hash;
  slots[slot * 2 + 1] = place;
  return place;
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

/** A list of hashes that grows, and where each stands. */
export type HashList = {
  index: HashIndex;
  /** Only the first `size` count. */
  hashes: Int32Array;
  size: number;
};

/** @param room for so many, a power of two; it is doubled when it is full */
export function newHashList(room: number): HashList {
  return { index: indexWith(room * 2, new Int32Array(0)), hashes: new Int32Array(room), size: 0 };
}

/** Where the hash stands; a new one is put at the end. */
export function placeIn(list: HashList, hash: number): number {
  const { size } = list;
  if (size === list.hashes.length) {
    list.index = indexWith(size * 4, list.hashes);
    const larger = new Int32Array(size * 2);
    larger.set(list.hashes);
    list.hashes = larger;
  }
  const place = put(list.index, hash, size);
  if (place === size) {
    list.hashes[size] = hash;
    list.size += 1;
  }
  return place;
}
