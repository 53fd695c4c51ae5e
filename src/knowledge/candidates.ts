import type { KnowledgeIndex } from './packed-index.ts';
import { nearestInMeaning } from './passage-meanings.ts';
import { LIGHT_WEIGHT, type Question } from './question.ts';

export type Candidate = { passage: number; score: number };

/** The passages with the highest BM25F scores, best first, and behind them the nearest in meaning. */
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
  const known = new Set(top.map((one) => one.passage));
  for (const place of closeInMeaning(index, question)) {
    if (known.has(place) || without?.has(place) === true) continue;
    known.add(place);
    top.push({ passage: place, score: scores[place] ?? 0 });
  }
  return top;
}

const NEAR_LINES = 8;
const NEAR_WHOLE = 4;

/** What the question's words cannot find: passages that say it in other words. */
function closeInMeaning(index: KnowledgeIndex, question: Question): number[] {
  const { lines, whole } = index.passageMeanings;
  return [
    ...nearestInMeaning(lines, question.meaning, NEAR_LINES),
    ...nearestInMeaning(whole, question.meaning, NEAR_WHOLE),
  ];
}
