import type { KnowledgeIndex } from './packed-index.ts';
import { LIGHT_WEIGHT, type Question } from './question.ts';

export type Candidate = { passage: number; score: number };

/** The passages with the highest BM25F scores, best first; equal scores in the order of the knowledge. */
export function topCandidates(
  index: KnowledgeIndex,
  question: Question,
  count: number,
  without?: ReadonlySet<number>,
): Candidate[] {
  const { start, passage, impact } = index.postings;
  const scores = new Float32Array(index.passages.length);
  for (const { stemId, light } of question.terms) {
    if (stemId < 0) continue;
    const end = start[stemId + 1] ?? 0;
    const factor = light ? LIGHT_WEIGHT : 1;
    for (let i = start[stemId] ?? 0; i < end; i += 1) {
      const p = passage[i] ?? 0;
      scores[p] = (scores[p] ?? 0) + factor * (impact[i] ?? 0);
    }
  }
  const top: Candidate[] = [];
  let lowest = 0;
  for (let p = 0; p < scores.length; p += 1) {
    const score = scores[p] ?? 0;
    if (score <= lowest || without?.has(p) === true) continue;
    let at = top.length;
    while (at > 0 && (top[at - 1]?.score ?? 0) < score) at -= 1;
    top.splice(at, 0, { passage: p, score });
    if (top.length > count) top.pop();
    if (top.length === count) lowest = top[count - 1]?.score ?? 0;
  }
  return top;
}
