import { inOrder } from './seeded-order.ts';

/**
 * Rows of two parts: the first `denseWidth` columns, of which every row has a number, and the others in compressed form:
 * those of row r at `starts[r]` to `starts[r + 1]`.
 */
export type Rows = {
  count: number;
  /** Of both parts. */
  width: number;
  denseWidth: number;
  dense: Float32Array;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
  squaredLengths: Float64Array;
};

/** One class against all others, for some classes at once: what a row holds is fetched once for all of them. */
export type ClassBlock = {
  rows: Rows;
  /** The class of each row. */
  labels: Int32Array;
  first: number;
  count: number;
  /** `count`, filled up to a multiple of four. */
  stride: number;
  /** [column, the last one the constant 1 that every row has][class]. */
  weights: Float32Array;
  /** [row][class]. The weights of a class are the sum of all rows, each times its alpha; those of other classes less. */
  alphas: Float32Array;
  /** Of the row that was looked at last. */
  margins: Float64Array;
  /** All rows, in the order in which they were looked at last. */
  order: Int32Array;
};

/** Of the constant. Nearer to -1 sets of many intents are learned faster, and messages of other customers less well. */
const START = -0.5;

export function newClassBlock(rows: Rows, labels: Int32Array, first: number, count: number): ClassBlock {
  const stride = Math.ceil(count / 4) * 4;
  return {
    rows,
    labels,
    first,
    count,
    stride,
    weights: startAgain(new Float32Array((rows.width + 1) * stride), stride),
    alphas: new Float32Array(rows.count * stride),
    margins: new Float64Array(stride),
    order: inOrder(rows.count),
  };
}

/** Of many classes, a message is mostly not the one: what speaks for that from the beginning need not be learned. */
function startAgain(weights: Float32Array, stride: number): Float32Array {
  return weights.fill(0).fill(START, weights.length - stride);
}

/** A block of other classes, at most as many, in the same memory. */
export function nextClassBlock(block: ClassBlock, first: number, count: number): ClassBlock {
  const { rows, weights, alphas } = block;
  const stride = Math.ceil(count / 4) * 4;
  return {
    ...block,
    first,
    count,
    stride,
    weights: startAgain(weights.subarray(0, (rows.width + 1) * stride), stride),
    alphas: alphas.subarray(0, rows.count * stride).fill(0),
    margins: new Float64Array(stride),
  };
}

/** The margins of a row for all classes. Four sums at a time stay in registers. */
export function sumMargins({ rows, weights, margins, stride }: ClassBlock, row: number): void {
  const { starts, columns, values, dense, denseWidth, width } = rows;
  const from = starts[row] as number;
  const to = starts[row + 1] as number;
  const denseFrom = row * denseWidth;
  const denseTo = denseFrom + denseWidth;
  for (let one = 0; one < stride; one += 4) {
    let at = width * stride + one;
    let a = weights[at] as number;
    let b = weights[at + 1] as number;
    let c = weights[at + 2] as number;
    let d = weights[at + 3] as number;
    at = one;
    for (let entry = denseFrom; entry < denseTo; entry += 1) {
      const value = dense[entry] as number;
      a += (weights[at] as number) * value;
      b += (weights[at + 1] as number) * value;
      c += (weights[at + 2] as number) * value;
      d += (weights[at + 3] as number) * value;
      at += stride;
    }
    for (let entry = from; entry < to; entry += 1) {
      const value = values[entry] as number;
      at = (columns[entry] as number) * stride + one;
      a += (weights[at] as number) * value;
      b += (weights[at + 1] as number) * value;
      c += (weights[at + 2] as number) * value;
      d += (weights[at + 3] as number) * value;
    }
    margins[one] = a;
    margins[one + 1] = b;
    margins[one + 2] = c;
    margins[one + 3] = d;
  }
}

/** The same for one class. Two sums, so that the one need not wait for the other. */
export function marginOf({ rows, weights, stride }: ClassBlock, row: number, one: number): number {
  const { starts, columns, values, dense, denseWidth, width } = rows;
  let margin = weights[width * stride + one] as number;
  let more = 0;
  let at = one;
  const denseTo = (row + 1) * denseWidth;
  for (let entry = row * denseWidth; entry < denseTo; entry += 1) {
    margin += (weights[at] as number) * (dense[entry] as number);
    at += stride;
  }
  const to = starts[row + 1] as number;
  for (let entry = starts[row] as number; entry < to; entry += 1)
    more += (weights[(columns[entry] as number) * stride + one] as number) * (values[entry] as number);
  return margin + more;
}

/** Add a row to the weights of a class so many times. */
export function addRow({ rows, weights, stride }: ClassBlock, row: number, one: number, times: number): void {
  const { starts, columns, values, dense, denseWidth, width } = rows;
  let at = width * stride + one;
  weights[at] = (weights[at] as number) + times;
  at = one;
  const denseTo = (row + 1) * denseWidth;
  for (let entry = row * denseWidth; entry < denseTo; entry += 1) {
    weights[at] = (weights[at] as number) + times * (dense[entry] as number);
    at += stride;
  }
  const to = starts[row + 1] as number;
  for (let entry = starts[row] as number; entry < to; entry += 1) {
    at = (columns[entry] as number) * stride + one;
    weights[at] = (weights[at] as number) + times * (values[entry] as number);
  }
}
