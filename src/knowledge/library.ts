/** Each business's knowledge, ready in the isolate: loaded from D1 once per version, a bounded number at a time. */
import type { Retrieval } from '../domain/evidence.ts';
import type { BusinessId } from '../domain/ids.ts';
import { PASSAGES_SQL, passageOfRow } from './fts.ts';
import type { PassageRow } from './fts.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { buildIndex, retrieve } from './retrieve.ts';

const MAX_BUSINESSES = 50;

export type Library = {
  retrieve: (businessId: BusinessId, version: string, question: string) => Promise<Retrieval>;
};

/** One per isolate: it is the cache. A version never changes, so what is loaded stays right. */
export function library(db: D1Database): Library {
  const shelves = new Map<string, KnowledgeIndex>();
  return {
    async retrieve(businessId, version, question) {
      const key = `${businessId} ${version}`;
      let index = shelves.get(key);
      if (index === undefined) {
        const { results } = await db.prepare(PASSAGES_SQL).bind(businessId).all<PassageRow>();
        index = buildIndex(results.map(passageOfRow));
        const eldest = shelves.keys().next();
        if (shelves.size >= MAX_BUSINESSES && eldest.done === false) shelves.delete(eldest.value);
        shelves.set(key, index);
      }
      return retrieve(index, question);
    },
  };
}
