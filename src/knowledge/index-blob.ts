import type { Passage } from '../domain/evidence.ts';
import { derive, type KnowledgeIndex, type Streams } from './packed-index.ts';

/**
 * The index as bytes: what a Worker isolate loads for one business and version. Only words, streams, passages and the
 * calibration are kept; postings and grams are computed again on loading, which is faster than reading them.
 * Layout: magic, checksum, then sections, each as length and bytes.
 */
const MAGIC = 0x53424b32; // "SBK2"
const HEADER_BYTES = 8;

export type BlobParts = {
  /** Without the passages' texts: comparable with an external-content FTS5 table. */
  texts?: boolean;
};

export function serializeIndex(index: KnowledgeIndex, { texts = true }: BlobParts = {}): Uint8Array {
  const { streams } = index;
  const encoder = new TextEncoder();
  const sections = [
    encoder.encode(texts ? JSON.stringify(index.passages) : '[]'),
    encoder.encode(streams.words.join('\n')),
    varints(streams.tokens),
    varints(steps(streams.segmentStart)),
    varints(steps(streams.passageSegment)),
    varints(streams.lineCount),
    streams.shapes,
    new Uint8Array(index.nulls.slice().buffer),
  ];
  const size = sections.reduce((sum, section) => sum + 4 + section.length, HEADER_BYTES);
  const blob = new Uint8Array(size);
  const view = new DataView(blob.buffer);
  let at = HEADER_BYTES;
  for (const section of sections) {
    view.setUint32(at, section.length);
    blob.set(section, at + 4);
    at += 4 + section.length;
  }
  view.setUint32(0, MAGIC);
  view.setUint32(4, checksum(blob));
  return blob;
}

/** Reads what `serializeIndex` wrote with its texts; throws with the reason when the bytes are not that. */
export function loadIndex(blob: Uint8Array): KnowledgeIndex {
  if (blob.length < HEADER_BYTES) throw new Error('knowledge index: too short');
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (view.getUint32(0) !== MAGIC) throw new Error('knowledge index: not an index, or of another version');
  if (view.getUint32(4) !== checksum(blob)) throw new Error('knowledge index: damaged');
  const sections: Uint8Array[] = [];
  for (let at = HEADER_BYTES; at < blob.length;) {
    const size = view.getUint32(at);
    sections.push(blob.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  const [texts, words, tokens, segments, places, lines, shapes, nulls] = sections;
  if (!texts || !words || !tokens || !segments || !places || !lines || !shapes || !nulls)
    throw new Error('knowledge index: a section is missing');
  const decoder = new TextDecoder();
  const joined = decoder.decode(words);
  const streams: Streams = {
    words: joined === '' ? [] : joined.split('\n'),
    tokens: numbers(tokens),
    segmentStart: sums(numbers(segments)),
    passageSegment: sums(numbers(places)),
    lineCount: numbers(lines),
    shapes: shapes.slice(),
  };
  const passages = parsePassages(decoder.decode(texts));
  if (passages.length !== streams.lineCount.length)
    throw new Error('knowledge index: written without its texts');
  return derive(streams, passages, new Float32Array(nulls.slice().buffer));
}

/** The one place where stored JSON becomes passages; the checksum has shown that we wrote it. */
function parsePassages(json: string): Passage[] {
  return JSON.parse(json) as Passage[];
}

/** FNV-1a over everything behind the checksum. */
function checksum(blob: Uint8Array): number {
  let hash = 2166136261;
  for (let i = HEADER_BYTES; i < blob.length; i += 1) hash = Math.imul(hash ^ (blob[i] ?? 0), 16777619);
  return hash >>> 0;
}

function steps(sumsOf: Uint32Array): Uint32Array {
  const out = new Uint32Array(Math.max(0, sumsOf.length - 1));
  for (let i = 0; i < out.length; i += 1) out[i] = (sumsOf[i + 1] ?? 0) - (sumsOf[i] ?? 0);
  return out;
}

function sums(sizes: Uint32Array): Uint32Array {
  const out = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i += 1) out[i + 1] = (out[i] ?? 0) + (sizes[i] ?? 0);
  return out;
}

function varints(values: Uint32Array): Uint8Array {
  const out = new Uint8Array(values.length * 5);
  let at = 0;
  for (const value of values) {
    let rest = value;
    while (rest > 127) {
      out[at] = (rest & 127) | 128;
      at += 1;
      rest >>>= 7;
    }
    out[at] = rest;
    at += 1;
  }
  return out.slice(0, at);
}

function numbers(bytes: Uint8Array): Uint32Array {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count += 1;
  const out = new Uint32Array(count);
  let place = 0;
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 127) << shift;
    if (byte >= 128) {
      shift += 7;
      continue;
    }
    out[place] = value >>> 0;
    place += 1;
    value = 0;
    shift = 0;
  }
  return out;
}
