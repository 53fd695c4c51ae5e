/**
 * Knowledge that is too large for an isolate: D1's full-text index gives the candidates, and the same re-ranker puts them in order,
 * with the rarity of words as the whole knowledge has it. A sample in the isolate knows the vocabulary and how sure is sure.
 */
import type { BusinessId } from '../domain/ids.ts';
import {
  FTS_SEARCH_SQL,
  FTS_TERM_COUNT_SQL,
  ftsQuery,
  ftsTermQuery,
  ftsWords,
  passageOfRow,
  type PassageRow,
} from './fts.ts';
import { derive, streamsOf, type KnowledgeIndex } from './packed-index.ts';
import { segmentSums } from './segment-sums.ts';
import { stem } from './stem.ts';
import { correctWord } from './typos.ts';

/** Spread evenly over the knowledge. */
export const SAMPLE_PASSAGES = 1_000;

/** Binds: 1 = business id, 2 = every how many-th passage, 3 = how many at most. */
export const SAMPLE_SQL = `
  SELECT id, title, body, variants, url, content_hash FROM passages
   WHERE business_id = ?1 AND rowid % ?2 = 0 ORDER BY id LIMIT ?3`;

export type LargeKnowledge = { sample: KnowledgeIndex; passageCount: number };

/** What came close, as an index of its own, and the question with its slips mended. */
export type LargeFind = { index: KnowledgeIndex; question: string };

/** Null when there is nothing to look up. */
export async function retrieveLarge(
  db: D1Database,
  businessId: BusinessId,
  { sample, passageCount }: LargeKnowledge,
  asked: string,
): Promise<LargeFind | null> {
  const words = ftsWords(asked);
  if (words.length === 0) return null;
  const counts = await countsOf(db, businessId, words);
  const corrected = new Map<string, string>();
  for (const word of words) {
    const better = (counts.get(word) ?? 0) > 0 ? null : correctWord(sample, word);
    if (better !== null) corrected.set(word, sample.streams.words[better] ?? word);
  }
  if (corrected.size > 0) {
    const more = await countsOf(db, businessId, [...corrected.values()]);
    for (const [word, count] of more) counts.set(word, count);
  }
  const question = asked.replace(/[\p{L}\p{N}'’]+/gu, (word) => corrected.get(word.toLowerCase()) ?? word);
  const query = ftsQuery(businessId, question);
  if (query === null) return null;
  const { results } = await db.prepare(FTS_SEARCH_SQL).bind(query, businessId).all<PassageRow>();
  const passages = results.map(passageOfRow);
  const found = derive(streamsOf(passages), passages, sample.nulls);
  const index = reweighed({ ...found, learned: sample.learned }, passageCount, counts);
  return { index, question };
}

async function countsOf(
  db: D1Database,
  businessId: BusinessId,
  words: readonly string[],
): Promise<Map<string, number>> {
  const answers = await db.batch<{ passages: number }>(
    words.map((word) => db.prepare(FTS_TERM_COUNT_SQL).bind(ftsTermQuery(businessId, word), businessId)),
  );
  return new Map(words.map((word, at) => [word, answers[at]?.results[0]?.passages ?? 0]));
}

/** Thirty candidates say nothing of how rare their words are. */
function reweighed(
  index: KnowledgeIndex,
  passageCount: number,
  counts: ReadonlyMap<string, number>,
): KnowledgeIndex {
  const rarity = (having: number) => Math.log(1 + (passageCount - having + 0.5) / (having + 0.5));
  const idf = index.idf.slice();
  const impact = index.postings.impact.slice();
  for (const [word, count] of counts) {
    const stemId = index.stemIds.get(stem(word));
    const old = stemId === undefined ? 0 : (idf[stemId] ?? 0);
    if (stemId === undefined || old === 0) continue;
    const next = rarity(Math.min(count, passageCount));
    idf[stemId] = next;
    const end = index.postings.start[stemId + 1] ?? 0;
    for (let at = index.postings.start[stemId] ?? 0; at < end; at += 1)
      impact[at] = ((impact[at] ?? 0) * next) / old;
  }
  return {
    ...index,
    idf,
    unseenIdf: rarity(0),
    postings: { ...index.postings, impact },
    segmentSums: segmentSums({ ...index, idf }),
  };
}
