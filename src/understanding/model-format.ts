/**
 * The bytes of an intent model: "SBIM", a version, a JSON head, then the sparse weights. Each feature has a hash, an
 * idf byte and a count of the classes it speaks for.
 */
import { TRUST_AS_IT_IS } from './calibration.ts';
import type { Calibration } from './calibration.ts';
import type { ScopeHead } from './scope-head.ts';

const MAGIC = 0x4d494253;
export const MODEL_FORMAT_VERSION = 3;
const MAX_HEAD_BYTES = 1_000_000;

export type ModelHead = Calibration & {
  intents: string[];
  /** One for each intent and a last one for "out of scope". */
  scales: number[];
  biases: number[];
  scope: ScopeHead;
  /** Refuse when the probability of being in scope is below this. */
  scopeThreshold: number;
  /** Confidence from which answers were right at least so often, out of fold: [target, confidence]. */
  gates: [number, number][];
  examples: number;
  /** Words of the examples, the most frequent first, with spaces between: what slips are corrected to. */
  words: string;
};

export type ModelParts = {
  head: ModelHead;
  hashes: Int32Array;
  idf: Uint8Array;
  /** Entries of feature f: `starts[f]` to `starts[f + 1]`. */
  starts: Int32Array;
  classes: Uint16Array;
  weights: Int8Array;
};

/** Bytes that are not an intent model of this version. */
export class ModelFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelFormatError';
  }
}

export function encodeModel(parts: ModelParts): Uint8Array<ArrayBuffer> {
  const headBytes = new TextEncoder().encode(JSON.stringify(parts.head));
  const features = parts.hashes.length;
  const entries = parts.weights.length;
  const classBytes = parts.head.scales.length > 255 ? 2 : 1;
  const bytes = new Uint8Array(
    20 + headBytes.length + features * (5 + classBytes) + entries * (1 + classBytes),
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, MODEL_FORMAT_VERSION, true);
  view.setUint32(8, headBytes.length, true);
  view.setUint32(12, features, true);
  view.setUint32(16, entries, true);
  bytes.set(headBytes, 20);
  let at = 20 + headBytes.length;
  // As the machine has them, the lowest byte first: so do all that Workers run on.
  bytes.set(new Uint8Array(parts.hashes.buffer, parts.hashes.byteOffset, features * 4), at);
  at += features * 4;
  bytes.set(parts.idf, at);
  at += features;
  // A count of classes and a class are as wide as classes are many.
  const counts = new Uint16Array(features);
  for (let feature = 0; feature < features; feature += 1)
    counts[feature] = (parts.starts[feature + 1] as number) - (parts.starts[feature] as number);
  for (const numbers of [counts, parts.classes]) {
    if (classBytes === 1) bytes.set(numbers, at);
    else numbers.forEach((value, place) => view.setUint16(at + place * 2, value, true));
    at += numbers.length * classBytes;
  }
  bytes.set(new Uint8Array(parts.weights.buffer, parts.weights.byteOffset, entries), at);
  return bytes;
}

export function decodeModel(bytes: Uint8Array): ModelParts {
  if (bytes.length < 20) throw new ModelFormatError('These bytes are too short to be an intent model.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new ModelFormatError('These bytes are not an intent model.');
  const version = view.getUint32(4, true);
  if (version !== MODEL_FORMAT_VERSION) {
    throw new ModelFormatError(
      `The model has format ${version}; this version reads ${MODEL_FORMAT_VERSION}.`,
    );
  }
  const headLength = view.getUint32(8, true);
  const features = view.getUint32(12, true);
  const entries = view.getUint32(16, true);
  if (headLength > MAX_HEAD_BYTES || 20 + headLength > bytes.length)
    throw new ModelFormatError('The model is cut short.');
  const head = parseHead(new TextDecoder().decode(bytes.subarray(20, 20 + headLength)));
  const classBytes = head.scales.length > 255 ? 2 : 1;
  let at = 20 + headLength;
  if (bytes.length !== at + features * (5 + classBytes) + entries * (1 + classBytes)) {
    throw new ModelFormatError('The model is cut short.');
  }
  const hashes = new Int32Array(bytes.slice(at, at + features * 4).buffer);
  at += features * 4;
  const idf = bytes.slice(at, at + features);
  at += features;
  const starts = new Int32Array(features + 1);
  for (let feature = 0; feature < features; feature += 1) {
    const count = classBytes === 2 ? view.getUint16(at, true) : (bytes[at] ?? 0);
    starts[feature + 1] = (starts[feature] ?? 0) + count;
    at += classBytes;
  }
  if (starts[features] !== entries) throw new ModelFormatError('The model does not add up.');
  const classes = new Uint16Array(entries);
  for (let entry = 0; entry < entries; entry += 1) {
    classes[entry] = classBytes === 2 ? view.getUint16(at, true) : (bytes[at] ?? 0);
    if ((classes[entry] ?? 0) >= head.scales.length) throw new ModelFormatError('The model does not add up.');
    at += classBytes;
  }
  const weights = new Int8Array(entries);
  weights.set(new Int8Array(bytes.buffer, bytes.byteOffset + at, entries));
  return { head, hashes, idf, starts, classes, weights };
}

/** The same model with another head: thresholds tuned, weights untouched. */
export function withHead(bytes: Uint8Array, change: (head: ModelHead) => ModelHead): Uint8Array<ArrayBuffer> {
  const parts = decodeModel(bytes);
  return encodeModel({ ...parts, head: change(parts.head) });
}

function parseHead(text: string): ModelHead {
  let head: ModelHead;
  try {
    head = JSON.parse(text) as ModelHead;
  } catch {
    throw new ModelFormatError('The head of the model is not readable.');
  }
  const sound =
    Array.isArray(head.intents) &&
    Array.isArray(head.scales) &&
    Array.isArray(head.biases) &&
    Array.isArray(head.gates) &&
    head.scales.length === head.intents.length + 1 &&
    head.biases.length === head.scales.length &&
    typeof head.temperature === 'number' &&
    typeof head.scopeThreshold === 'number' &&
    typeof head.words === 'string' &&
    typeof head.scope?.slope === 'number' &&
    typeof head.scope.middle === 'number';
  if (!sound) throw new ModelFormatError('The head of the model is not complete.');
  // Models of earlier releases have none.
  return { ...head, trust: head.trust ?? TRUST_AS_IT_IS };
}
