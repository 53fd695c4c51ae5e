/**
 * The bytes of a table of meanings: how many words and dimensions, then the hashes of the stems in order, filled up to a
 * multiple of three; then for each word a byte of scale and four bits a number. Kept as text (base64 in lines), of which a
 * word's row is read when it is asked for: most never are, and whoever starts should not wait for all.
 */
export type MeaningTable = {
  words: number;
  dimensions: number;
  text: string;
  /** The hashes and what is before them, a byte a character. */
  head: string;
};

const HEAD_BYTES = 8;
/** Three bytes are four characters. */
const HEAD_CHARS = 12;
const LINE_CHARS = 2_000;
/** Hashes are from minus so many on, and below it. */
const HALF_OF_ALL = 2 ** 31;
const LEVELS = 7;
/** A scale is one of these shares of what would hold the largest number: the one that loses least. */
const SHARES: readonly number[] = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/** Sixteen steps to a doubling. */
const MEANING_SCALES = Float32Array.from({ length: 256 }, (_, byte) => 2 ** ((byte - 200) / 16));

/** @param text as `meaningLines` makes it, each line after a line break */
export function readMeanings(text: string): MeaningTable {
  const start = bytesBetween(text, 0, HEAD_CHARS);
  const words = numberAt(start, 0);
  const head = bytesBetween(text, 0, charsOf(words));
  return { words, dimensions: numberAt(start, 4), text, head };
}

/** Of the head. */
function charsOf(words: number): number {
  return Math.ceil((HEAD_BYTES + words * 4) / 3) * 4;
}

function bytesBetween(text: string, from: number, to: number): string {
  return atob(text.slice(placeOf(from), placeOf(to)));
}

/** Where a character of the base64 stands in its lines. */
function placeOf(char: number): number {
  return 1 + char + Math.floor(char / LINE_CHARS);
}

/**
 * Where the word of the hash stands, or -1. Hashes are spread evenly, so a few guesses find it (interpolation search: Perl,
 * Itai and Avni 1978).
 */
export function rowOf({ words, head }: MeaningTable, hash: number): number {
  let low = 0;
  let high = words - 1;
  let lowest = -HALF_OF_ALL;
  let highest = HALF_OF_ALL;
  while (low <= high) {
    const guess = low + Math.trunc(((hash - lowest) / (highest - lowest)) * (high - low));
    const found = numberAt(head, HEAD_BYTES + guess * 4);
    if (found === hash) return guess;
    if (found < hash) {
      low = guess + 1;
      lowest = found;
    } else {
      high = guess - 1;
      highest = found;
    }
  }
  return -1;
}

function numberAt(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

/** The numbers of a row, put down from `to` on. */
export function unpackRow(table: MeaningTable, row: number, vectors: Float32Array, to: number): void {
  const { text, dimensions, words } = table;
  const chars = (rowBytes(dimensions) / 3) * 4;
  const from = charsOf(words) + row * chars;
  const bytes = bytesBetween(text, from, from + chars);
  const scale = MEANING_SCALES[bytes.charCodeAt(0)] as number;
  let at = 1;
  for (let put = to; put < to + dimensions; put += 2) {
    const pair = bytes.charCodeAt(at);
    vectors[put] = scale * ((pair >> 4) - 8);
    vectors[put + 1] = scale * ((pair & 15) - 8);
    at += 1;
  }
}

function rowBytes(dimensions: number): number {
  return Math.ceil((1 + dimensions / 2) / 3) * 3;
}

export function meaningLines(base64: string): string {
  return base64.match(new RegExp(`.{1,${LINE_CHARS}}`, 'g'))?.join('\n') ?? '';
}

export function encodeMeanings(
  words: readonly { hash: number; vector: Float32Array }[],
  dimensions: number,
): Uint8Array<ArrayBuffer> {
  const ordered = [...new Map(words.toReversed().map((one) => [one.hash, one])).values()];
  ordered.sort((a, b) => a.hash - b.hash);
  const count = ordered.length;
  const rowsAt = (charsOf(count) / 4) * 3;
  const each = rowBytes(dimensions);
  const bytes = new Uint8Array(rowsAt + count * each);
  new Int32Array(bytes.buffer, 0, 2).set([count, dimensions]);
  new Int32Array(bytes.buffer, HEAD_BYTES, count).set(ordered.map((one) => one.hash));
  ordered.forEach(({ vector }, place) => {
    const scale = bestScale(vector);
    const from = rowsAt + place * each;
    bytes[from] = scale;
    for (let at = 0; at < dimensions; at += 2)
      bytes[from + 1 + at / 2] = (levelOf(vector[at] ?? 0, scale) << 4) | levelOf(vector[at + 1] ?? 0, scale);
  });
  return bytes;
}

/** 1 to 15, in the middle 8 for nothing. */
function levelOf(value: number, scale: number): number {
  return 8 + Math.max(-LEVELS, Math.min(LEVELS, Math.round(value / (MEANING_SCALES[scale] ?? 1))));
}

function bestScale(vector: Float32Array): number {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const share of SHARES) {
    const byte = Math.max(0, Math.min(255, Math.round(200 + 16 * Math.log2((largest * share) / LEVELS))));
    const loss = vector.reduce(
      (sum, value) => sum + (value - (levelOf(value, byte) - 8) * (MEANING_SCALES[byte] ?? 1)) ** 2,
      0,
    );
    if (loss < least) [best, least] = [byte, loss];
  }
  return best;
}
