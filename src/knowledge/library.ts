/** Each business's knowledge, ready in the isolate: loaded from D1 once per version, a bounded number at a time. */
import type { Passage, Retrieval } from '../domain/evidence.ts';
import type { BusinessId } from '../domain/ids.ts';
import { PASSAGES_SQL, passageOfRow } from './fts.ts';
import type { PassageRow } from './fts.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { readQuestion } from './question.ts';
import { buildIndex, retrieve } from './retrieve.ts';

const MAX_BUSINESSES = 50;

export type Library = {
  retrieve: (businessId: BusinessId, version: string, question: string) => Promise<Retrieval>;
  /** Whole, in the order asked for; those that are gone are left out. */
  passages: (businessId: BusinessId, version: string, ids: readonly string[]) => Promise<Passage[]>;
};

/** One per isolate: it is the cache. A version never changes, so what is loaded stays right. */
export function library(db: D1Database): Library {
  const shelves = new Map<string, KnowledgeIndex>();
  const shelf = async (businessId: BusinessId, version: string): Promise<KnowledgeIndex> => {
    const key = `${businessId} ${version}`;
    let index = shelves.get(key);
    if (index === undefined) {
      const { results } = await db.prepare(PASSAGES_SQL).bind(businessId).all<PassageRow>();
      index = buildIndex(results.map(passageOfRow));
      const eldest = shelves.keys().next();
      if (shelves.size >= MAX_BUSINESSES && eldest.done === false) shelves.delete(eldest.value);
      shelves.set(key, index);
    }
    return index;
  };
  return {
    async retrieve(businessId, version, question) {
      const index = await shelf(businessId, version);
      return withinKnowledge(index, question, retrieve(index, question));
    },
    async passages(businessId, version, ids) {
      const { passages } = await shelf(businessId, version);
      return ids.flatMap((id) => passages.find((passage) => passage.id === id) ?? []);
    },
  };
}

/** Shares of what a question is about that this knowledge has no word for. */
const ASK_BACK_SHARE = 0.34;
const SILENT_SHARE = 0.7;

/**
 * Evidence or silence: "do you sell surfboards" must not be answered from "do you buy used bikes" because both have a verb in
 * common. A word that no passage has, and that is no typo of one, is what the customer may really be asking about.
 */
export function withinKnowledge(index: KnowledgeIndex, question: string, found: Retrieval): Retrieval {
  if (found.verdict === 'abstain') return found;
  const telling = readQuestion(index, question).terms.filter((term) => !term.light);
  const weigh = (terms: typeof telling) => terms.reduce((sum, term) => sum + term.idf, 0);
  const unknownShare = weigh(telling.filter((term) => term.stemId < 0)) / Math.max(weigh(telling), 1e-9);
  if (unknownShare < ASK_BACK_SHARE) return found;
  const confidence = Math.min(found.confidence, 1 - unknownShare);
  return unknownShare < SILENT_SHARE
    ? { ...found, verdict: 'clarify', confidence }
    : { verdict: 'abstain', evidence: [], confidence };
}
