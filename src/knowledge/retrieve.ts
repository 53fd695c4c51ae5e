import type { Evidence, Passage, Retrieval } from '../domain/evidence.ts';
import { scoreSentences, type Sentence } from './choose-sentences.ts';
import type { AnswerLabel } from './api.ts';
import { confidenceOf, nullConfidences } from './confidence.ts';
import { derive, streamsOf, type KnowledgeIndex } from './packed-index.ts';
import { rank, type Ranking } from './rank.ts';
import { judgedBy, learnedFrom, thresholdsOf } from './thresholds.ts';

export type RetrieveOptions = {
  /** Sentences quoted in all; 1 for a short channel. */
  sentences?: number;
  /** Evidence given at most, up to `PASSAGES_READ`. */
  evidence?: number;
};

export const PASSAGES_READ = 3;

/** Builds the index of one business's knowledge and calibrates it on its own entries and on labels. Same input, same index. */
export function buildIndex(
  passages: readonly Passage[],
  labels: readonly AnswerLabel[] = [],
): KnowledgeIndex {
  const index = derive(streamsOf(passages), [...passages], new Float32Array(0));
  const nulls = nullConfidences(index);
  const learned = labels.length === 0 ? null : learnedFrom(thresholdsOf(nulls), judgedBy(index, labels));
  return { ...index, nulls, learned };
}

/** What this knowledge says to a question. Pure: same index and question, same answer. */
export function retrieve(index: KnowledgeIndex, text: string, options: RetrieveOptions = {}): Retrieval {
  return retrieveFrom(index, rank(index, text), options);
}

/** For who looks at the ranking too. */
export function retrieveFrom(
  index: KnowledgeIndex,
  ranking: Ranking,
  options: RetrieveOptions = {},
): Retrieval {
  const confidence = confidenceOf(ranking);
  const { answer, clarify } = index.learned ?? thresholdsOf(index.nulls);
  const verdict = confidence >= answer ? 'answer' : confidence >= clarify ? 'clarify' : 'abstain';
  if (verdict === 'abstain') return { confidence, verdict, evidence: [] };
  return { confidence, verdict, evidence: evidenceOf(index, ranking, options) };
}

/** The best passages with their best sentences: the quoted sentences stand in the order of the text. */
export function evidenceOf(
  index: KnowledgeIndex,
  ranking: Ranking,
  options: RetrieveOptions = {},
): Evidence[] {
  const scored = scoreSentences(index, ranking, PASSAGES_READ);
  const chosen = scored.slice(0, options.sentences ?? 2);
  const places = ranking.ranked
    .slice(0, Math.min(options.evidence ?? PASSAGES_READ, PASSAGES_READ))
    .map((one) => one.passage);
  const evidence: Evidence[] = [];
  for (const place of places) {
    const passage = index.passages[place];
    if (passage === undefined) continue;
    const own = chosen.filter((sentence) => sentence.passage === place);
    // The first evidence always quotes something: the closest sentence of the best passage.
    const quoted = own.length > 0 ? own : scored.filter((one) => one.passage === place).slice(0, 1);
    evidence.push({
      passageId: passage.id,
      title: passage.title,
      quote: quote(passage.text, quoted),
      url: passage.url,
      contentHash: passage.contentHash,
    });
  }
  return evidence;
}

function quote(text: string, sentences: readonly Sentence[]): string {
  const ordered = sentences.toSorted((a, b) => a.start - b.start);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return text.slice(0, 300);
  const together = ordered.every(
    (one, at) => at === 0 || !/\S/.test(text.slice(ordered[at - 1]?.end ?? 0, one.start)),
  );
  if (together) return text.slice(first.start, last.end);
  return ordered.map((one) => text.slice(one.start, one.end)).join(' … ');
}
