/**
 * The bytes of a table of meanings: how many words and dimensions, then the hashes of the stems in order, a byte of scale for
 * each, and four bits a number. Kept as text (base64 in lines), of which the rows are read when they are asked for: most never
 * are, and whoever starts should not wait for all.
 */
export type MeaningTable = {
  dimensions: number;
  /** In ascending order. */
  hashes: Int32Array;
  scales: Uint8Array;
  /** The numbers of a row, two in a byte. */
  nibblesOf: (row: number) => Uint8Array;
};

const HEAD_BYTES = 8;
const LINE_CHARS = 2_000;
const LEVELS = 7;
/** A scale is one of these shares of what would hold the largest number: the one that loses least. */
const SHARES: readonly number[] = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/** Sixteen steps to a doubling. */
export const MEANING_SCALES = Float32Array.from({ length: 256 }, (_, byte) => 2 ** ((byte - 200) / 16));

/** @param text as `meaningLines` makes it, each line after a line break */
export function readMeanings(text: string): MeaningTable {
  const [words = 0, dimensions = 0] = new Int32Array(bytesOf(text, 0, HEAD_BYTES).buffer);
  const scalesAt = HEAD_BYTES + words * 4;
  const rowsAt = scalesAt + words;
  const rowBytes = dimensions / 2;
  return {
    dimensions,
    hashes: new Int32Array(bytesOf(text, HEAD_BYTES, scalesAt).buffer),
    scales: bytesOf(text, scalesAt, rowsAt),
    nibblesOf: (row) => bytesOf(text, rowsAt + row * rowBytes, rowsAt + (row + 1) * rowBytes),
  };
}

/** Three bytes are four characters. */
function bytesOf(text: string, from: number, to: number): Uint8Array<ArrayBuffer> {
  const first = Math.floor(from / 3);
  const chars = text.slice(placeOf(first * 4), placeOf(Math.ceil(to / 3) * 4));
  const decoded = atob(chars);
  const bytes = new Uint8Array(to - from);
  const skipped = from - first * 3;
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = decoded.charCodeAt(at + skipped);
  return bytes;
}

/** Where a character of the base64 stands in its lines. */
function placeOf(char: number): number {
  return 1 + char + Math.floor(char / LINE_CHARS);
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
  const bytes = new Uint8Array(HEAD_BYTES + count * (5 + dimensions / 2));
  new Int32Array(bytes.buffer, 0, 2).set([count, dimensions]);
  new Int32Array(bytes.buffer, HEAD_BYTES, count).set(ordered.map((one) => one.hash));
  ordered.forEach(({ vector }, place) => {
    const scale = bestScale(vector);
    bytes[HEAD_BYTES + count * 4 + place] = scale;
    const from = HEAD_BYTES + count * 5 + (place * dimensions) / 2;
    for (let at = 0; at < dimensions; at += 2)
      bytes[from + at / 2] = (levelOf(vector[at] ?? 0, scale) << 4) | levelOf(vector[at + 1] ?? 0, scale);
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
