/** The same rows in fewer numbers. Of few examples a half or more of all features say nothing that others do not say. */

export type SparseRows = {
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
};

export type Condensed = SparseRows & {
  width: number;
  /** For each row, the squared length of what no other row has: it needs no columns. */
  ownSquares: Float64Array;
  /**
   * Where the weight of an original column is found: it is that of this column here, times its share. Below zero: only row
   * `-1 - source` has it, and the weight is that row's alpha times the share.
   */
  sources: Int32Array;
  shares: Float32Array;
};

/** Rows that are rewritten between two breaks. */
const ROWS_A_STEP = 4_000;

/**
 * Columns that only one row has go, and columns with the same values in the same rows become one, which is as long as they
 * are together: products of rows stay what they are. Equality is that of two hashes of 32 bits. Overwrites the sparse rows.
 */
export function* condense(
  { starts, columns, values }: SparseRows,
  columnCount: number,
): Generator<void, Condensed> {
  const rowCount = starts.length - 1;
  const { counts, left, right } = fingerprints({ starts, columns, values }, columnCount);
  yield;
  const { leaders, sizes } = twinsOf(counts, left, right);
  const sources = new Int32Array(columnCount);
  const shares = new Float32Array(columnCount);
  const lengths = new Float64Array(columnCount);
  let width = 0;
  for (let column = 0; column < columnCount; column += 1) {
    if ((counts[column] as number) < 2) continue;
    const leader = leaders[column] as number;
    if (leader === column) {
      sources[column] = width;
      width += 1;
    } else sources[column] = sources[leader] as number;
    lengths[column] = Math.sqrt(sizes[leader] as number);
    shares[column] = 1 / (lengths[column] as number);
  }
  yield;
  const out = { starts: new Int32Array(rowCount + 1), ownSquares: new Float64Array(rowCount) };
  let filled = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const to = starts[row + 1] as number;
    let squares = 0;
    for (let entry = starts[row] as number; entry < to; entry += 1) {
      const column = columns[entry] as number;
      const value = values[entry] as number;
      if (counts[column] === 1) {
        sources[column] = -1 - row;
        shares[column] = value;
        squares += value * value;
      } else if (leaders[column] === column) {
        columns[filled] = sources[column] as number;
        values[filled] = value * (lengths[column] as number);
        filled += 1;
      }
    }
    out.ownSquares[row] = squares;
    out.starts[row + 1] = filled;
    if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  return {
    ...out,
    columns: columns.slice(0, filled),
    values: values.slice(0, filled),
    width,
    sources,
    shares,
  };
}

/** How many rows have a column, and two hashes of which rows they are and with what values. */
function fingerprints(
  { starts, columns, values }: SparseRows,
  columnCount: number,
): { counts: Int32Array; left: Int32Array; right: Int32Array } {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Int32Array(columnCount);
  const left = new Int32Array(columnCount);
  const right = new Int32Array(columnCount);
  for (let row = 0; row < starts.length - 1; row += 1) {
    const to = starts[row + 1] as number;
    for (let entry = starts[row] as number; entry < to; entry += 1) {
      const column = columns[entry] as number;
      const value = bits[entry] as number;
      counts[column] = (counts[column] as number) + 1;
      const one = Math.imul((left[column] as number) ^ row, 0x01000193) + value;
      left[column] = one ^ (one >>> 13);
      const other = Math.imul((right[column] as number) + value, 0x5bd1e995) ^ row;
      right[column] = other ^ (other >>> 15);
    }
  }
  return { counts, left, right };
}

/** The first column with the same fingerprint, and how many have it. */
function twinsOf(
  counts: Int32Array,
  left: Int32Array,
  right: Int32Array,
): { leaders: Int32Array; sizes: Int32Array } {
  let capacity = 16;
  while (capacity < counts.length) capacity *= 2;
  const slots = new Int32Array(capacity).fill(-1);
  const leaders = new Int32Array(counts.length);
  const sizes = new Int32Array(counts.length);
  for (let column = 0; column < counts.length; column += 1) {
    if ((counts[column] as number) < 2) continue;
    let slot = ((left[column] as number) ^ ((left[column] as number) >>> 16)) & (capacity - 1);
    let leader = slots[slot] as number;
    while (leader !== -1 && (left[leader] !== left[column] || right[leader] !== right[column])) {
      slot = (slot + 1) & (capacity - 1);
      leader = slots[slot] as number;
    }
    if (leader === -1) {
      leader = column;
      slots[slot] = column;
    }
    leaders[column] = leader;
    sizes[leader] = (sizes[leader] as number) + 1;
  }
  return { leaders, sizes };
}
