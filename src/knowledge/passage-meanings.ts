import type { WordVectors } from '../understanding/word-vectors.ts';
import type { Streams } from './packed-index.ts';

/** The meaning of each passage as a unit vector: of its lines, and of all that it says. */
export type PassageMeanings = { lines: Float32Array; whole: Float32Array };

export function passageMeanings(
  streams: Streams,
  rowOfWord: Int32Array,
  { dimensions, vectors }: WordVectors,
): PassageMeanings {
  const count = streams.lineCount.length;
  const lines = new Float32Array(count * dimensions);
  const whole = new Float32Array(count * dimensions);
  for (let p = 0; p < count; p += 1) {
    const first = streams.passageSegment[p] ?? 0;
    const lineEnd = streams.segmentStart[first + (streams.lineCount[p] ?? 0)] ?? 0;
    const end = streams.segmentStart[streams.passageSegment[p + 1] ?? first] ?? 0;
    const at = p * dimensions;
    for (let t = streams.segmentStart[first] ?? 0; t < end; t += 1) {
      const row = (rowOfWord[streams.tokens[t] ?? 0] ?? -1) * dimensions;
      if (row < 0) continue;
      for (let i = 0; i < dimensions; i += 1) {
        const value = vectors[row + i] ?? 0;
        whole[at + i] = (whole[at + i] ?? 0) + value;
        if (t < lineEnd) lines[at + i] = (lines[at + i] ?? 0) + value;
      }
    }
    toUnit(lines, at, dimensions);
    toUnit(whole, at, dimensions);
  }
  return { lines, whole };
}

function toUnit(vectors: Float32Array, at: number, dimensions: number): void {
  let square = 0;
  for (let i = at; i < at + dimensions; i += 1) square += (vectors[i] ?? 0) ** 2;
  if (square === 0) return;
  const scale = 1 / Math.sqrt(square);
  for (let i = at; i < at + dimensions; i += 1) vectors[i] = (vectors[i] ?? 0) * scale;
}

/** The places of the passages nearest in meaning, nearest first; those that share nothing are left out. */
export function nearestInMeaning(vectors: Float32Array, question: Float32Array, count: number): number[] {
  const dimensions = question.length;
  const top: { passage: number; likeness: number }[] = [];
  let lowest = 0;
  for (let p = 0; p * dimensions < vectors.length; p += 1) {
    let dot = 0;
    const at = p * dimensions;
    for (let i = 0; i < dimensions; i += 1) dot += (vectors[at + i] ?? 0) * (question[i] ?? 0);
    if (dot <= lowest) continue;
    let place = top.length;
    while (place > 0 && (top[place - 1]?.likeness ?? 0) < dot) place -= 1;
    top.splice(place, 0, { passage: p, likeness: dot });
    if (top.length > count) top.pop();
    if (top.length === count) lowest = top[count - 1]?.likeness ?? 0;
  }
  return top.map((one) => one.passage);
}
