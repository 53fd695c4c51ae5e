import type { WordVectors } from '../understanding/word-vectors.ts';
import { dotAt } from './dot.ts';
import type { Streams } from './packed-index.ts';

/**
 * The meaning of each passage as a unit vector: of its lines, and of all that it says. The words of a segment point somewhere
 * together, and those of a passage: how far is the same for every question.
 */
export type PassageMeanings = {
  lines: Float32Array;
  whole: Float32Array;
  segmentLength: Float32Array;
  wholeLength: Float32Array;
};

export function passageMeanings(
  streams: Streams,
  rowOfWord: Int32Array,
  { dimensions, vectors }: WordVectors,
): PassageMeanings {
  const count = streams.lineCount.length;
  const lines = new Float32Array(count * dimensions);
  const whole = new Float32Array(count * dimensions);
  const segmentLength = new Float32Array(streams.shapes.length);
  const wholeLength = new Float32Array(count);
  const own = new Float32Array(dimensions);
  for (let p = 0; p < count; p += 1) {
    const first = streams.passageSegment[p] ?? 0;
    const lineEnd = first + (streams.lineCount[p] ?? 0);
    const end = streams.passageSegment[p + 1] ?? first;
    const at = p * dimensions;
    for (let s = first; s < end; s += 1) {
      own.fill(0);
      const to = streams.segmentStart[s + 1] ?? 0;
      for (let t = streams.segmentStart[s] ?? 0; t < to; t += 1) {
        const row = (rowOfWord[streams.tokens[t] ?? 0] ?? -1) * dimensions;
        if (row >= 0) add(own, 0, vectors, row, dimensions);
      }
      segmentLength[s] = lengthOf(own, 0, dimensions);
      add(whole, at, own, 0, dimensions);
      if (s < lineEnd) add(lines, at, own, 0, dimensions);
    }
    wholeLength[p] = lengthOf(whole, at, dimensions);
    toUnit(lines, at, dimensions);
    toUnit(whole, at, dimensions);
  }
  return { lines, whole, segmentLength, wholeLength };
}

function add(to: Float32Array, at: number, vectors: Float32Array, row: number, dimensions: number): void {
  for (let i = 0; i < dimensions; i += 1) to[at + i] = (to[at + i] ?? 0) + (vectors[row + i] ?? 0);
}

function lengthOf(vectors: Float32Array, at: number, dimensions: number): number {
  let square = 0;
  for (let i = at; i < at + dimensions; i += 1) square += (vectors[i] ?? 0) ** 2;
  return Math.sqrt(square);
}

function toUnit(vectors: Float32Array, at: number, dimensions: number): void {
  const length = lengthOf(vectors, at, dimensions);
  if (length === 0) return;
  const scale = 1 / length;
  for (let i = at; i < at + dimensions; i += 1) vectors[i] = (vectors[i] ?? 0) * scale;
}

/** The places of the passages nearest in meaning, nearest first; those that share nothing are left out. */
export function nearestInMeaning(vectors: Float32Array, question: Float32Array, count: number): number[] {
  const dimensions = question.length;
  const top: { passage: number; likeness: number }[] = [];
  let lowest = 0;
  for (let p = 0; p * dimensions < vectors.length; p += 1) {
    const dot = dotAt(vectors, p * dimensions, question, 0, dimensions);
    if (dot <= lowest) continue;
    let place = top.length;
    while (place > 0 && (top[place - 1]?.likeness ?? 0) < dot) place -= 1;
    top.splice(place, 0, { passage: p, likeness: dot });
    if (top.length > count) top.pop();
    if (top.length === count) lowest = top[count - 1]?.likeness ?? 0;
  }
  return top.map((one) => one.passage);
}
