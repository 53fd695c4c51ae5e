/**
 * When no word of a question leads anywhere, its meaning may: another language, another way to say it. What is found so is never
 * asserted, only offered by its title: the nearness of two texts is no proof that one answers the other.
 */
import type { Passage, Retrieval } from '../domain/evidence.ts';
import { splitSentences } from '../domain/sentences.ts';

/** Cosines of unrelated texts lie well below, those of a question and its answer around and above. */
const NEAR = 0.5;
const OFFERED = 2;
const QUOTED_CHARS = 300;

/** Null when nothing is near enough. */
export function closestByMeaning(
  known: readonly Passage[],
  scores: ReadonlyMap<string, number>,
): Retrieval | null {
  const near = [...scores].filter(([, score]) => score >= NEAR).toSorted((a, b) => b[1] - a[1]);
  if (near.length === 0) return null;
  const passages = new Map(known.map((passage) => [passage.id, passage]));
  const evidence = near.flatMap(([id]) => {
    const passage = passages.get(id);
    if (passage === undefined) return [];
    const [first] = splitSentences(passage.text);
    const quote = passage.text.slice(first?.start ?? 0, first?.end ?? QUOTED_CHARS).slice(0, QUOTED_CHARS);
    return [
      { passageId: id, title: passage.title, quote, url: passage.url, contentHash: passage.contentHash },
    ];
  });
  if (evidence.length === 0) return null;
  return { verdict: 'clarify', confidence: (near[0]?.[1] ?? 0) / 2, evidence: evidence.slice(0, OFFERED) };
}
