/** Each business's knowledge, ready in the isolate: loaded from D1 once per version, as much of it as an isolate can hold. */
import type { Passage, Retrieval } from '../domain/evidence.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { AnswerLabel } from './api.ts';
import { closestByMeaning } from './by-meaning.ts';
import { PASSAGES_BY_ID_SQL, PASSAGES_SQL, passageOfRow, SIZE_SQL } from './fts.ts';
import type { PassageRow } from './fts.ts';
import { withoutIntroductions } from '../domain/introductions.ts';
import { retrieveLarge, SAMPLE_PASSAGES, SAMPLE_SQL, type LargeKnowledge } from './large-library.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { rank } from './rank.ts';
import { buildIndex, retrieveFrom } from './retrieve.ts';

export type Library = {
  retrieve: (businessId: BusinessId, version: string, question: string) => Promise<Retrieval>;
  /** Whole, in the order asked for; those that are gone are left out. */
  passages: (businessId: BusinessId, version: string, ids: readonly string[]) => Promise<Passage[]>;
};

export type LibraryOptions = {
  /** Of one business, held whole; what has more is looked up in D1. */
  maxPassages: number;
  maxChars: number;
  /** Of all businesses together. */
  maxCharsInAll: number;
  /** What people of the business said of questions. */
  labels: (businessId: BusinessId) => Promise<readonly AnswerLabel[]>;
  /** How near a question is in meaning to passages, by id; empty where that cannot be told. */
  dense: (businessId: BusinessId, question: string) => Promise<ReadonlyMap<string, number>>;
};

const ROOM: LibraryOptions = {
  maxPassages: 12_000,
  maxChars: 12_000_000,
  maxCharsInAll: 16_000_000,
  labels: async () => [],
  dense: async () => new Map(),
};

type Shelf = { chars: number } & (
  { kind: 'whole'; index: KnowledgeIndex } | ({ kind: 'large' } & LargeKnowledge)
);

/** One per isolate: it is the cache. A version never changes, so what is loaded stays right. */
export function library(db: D1Database, options: Partial<LibraryOptions> = {}): Library {
  const { maxPassages, maxChars, maxCharsInAll, labels, dense } = { ...ROOM, ...options };
  /** By business and version; the one unused for longest first. */
  const shelves = new Map<string, Shelf>();

  const load = async (businessId: BusinessId): Promise<Shelf> => {
    const [size, labelled] = await Promise.all([
      db.prepare(SIZE_SQL).bind(businessId).first<{ passages: number; chars: number }>(),
      labels(businessId),
    ]);
    const passageCount = size?.passages ?? 0;
    const chars = size?.chars ?? 0;
    if (passageCount <= maxPassages && chars <= maxChars) {
      const { results } = await db.prepare(PASSAGES_SQL).bind(businessId).all<PassageRow>();
      return { kind: 'whole', chars, index: buildIndex(results.map(passageOfRow), labelled) };
    }
    const sampleSize = Math.min(SAMPLE_PASSAGES, maxPassages);
    const step = Math.max(1, Math.floor(passageCount / sampleSize));
    const { results } = await db.prepare(SAMPLE_SQL).bind(businessId, step, sampleSize).all<PassageRow>();
    const sample = buildIndex(results.map(passageOfRow), labelled);
    return { kind: 'large', chars: chars / step, sample, passageCount };
  };

  const shelf = async (businessId: BusinessId, version: string): Promise<Shelf> => {
    const key = `${businessId} ${version}`;
    const known = shelves.get(key);
    const found = known ?? (await load(businessId));
    shelves.delete(key);
    // Nobody asks for an older version once there is a newer one.
    if (known === undefined)
      for (const other of shelves.keys()) if (other.startsWith(`${businessId} `)) shelves.delete(other);
    shelves.set(key, found);
    let held = 0;
    for (const { chars } of shelves.values()) held += chars;
    for (const [other, { chars }] of shelves) {
      if (held <= maxCharsInAll || other === key) break;
      shelves.delete(other);
      held -= chars;
    }
    return found;
  };

  const passages = async (
    businessId: BusinessId,
    version: string,
    ids: readonly string[],
  ): Promise<Passage[]> => {
    const found = await shelf(businessId, version);
    const all =
      found.kind === 'whole'
        ? found.index.passages
        : (
            await db.prepare(PASSAGES_BY_ID_SQL).bind(businessId, JSON.stringify(ids)).all<PassageRow>()
          ).results.map(passageOfRow);
    return ids.flatMap((id) => all.find((passage) => passage.id === id) ?? []);
  };

  const byWords = async (businessId: BusinessId, version: string, question: string): Promise<Retrieval> => {
    const found = await shelf(businessId, version);
    if (found.kind === 'whole') return evidenceOrSilence(found.index, question);
    const large = await retrieveLarge(db, businessId, found, question);
    if (large === null) return { verdict: 'abstain', confidence: 0, evidence: [] };
    return evidenceOrSilence(large.index, large.question);
  };

  /** Where nothing is known, no meaning needs to be paid for. */
  const isEmpty = async (businessId: BusinessId, version: string): Promise<boolean> => {
    const found = await shelf(businessId, version);
    return found.kind === 'whole' && found.index.passages.length === 0;
  };

  return {
    passages,
    async retrieve(businessId, version, question) {
      const found = await byWords(businessId, version, question);
      if (found.verdict !== 'abstain' || (await isEmpty(businessId, version))) return found;
      const scores = await dense(businessId, question);
      if (scores.size === 0) return found;
      return closestByMeaning(await passages(businessId, version, [...scores.keys()]), scores) ?? found;
    },
  };
}

/** Shares of what a question is about that this knowledge has no word for. */
const ASK_BACK_SHARE = 0.34;
const SILENT_SHARE = 0.7;

/**
 * "Do you sell surfboards" must not be answered from "do you buy used bikes" because both have a verb in
 * common. A word that no passage has, and that is no typo of one, is what the customer may really be asking about.
 */
export function evidenceOrSilence(index: KnowledgeIndex, text: string): Retrieval {
  const ranking = rank(index, withoutIntroductions(text));
  const found = retrieveFrom(index, ranking);
  if (found.verdict === 'abstain') return found;
  const telling = ranking.question.terms.filter((term) => !term.light);
  const weigh = (terms: typeof telling) => terms.reduce((sum, term) => sum + term.idf, 0);
  const unknownShare = weigh(telling.filter((term) => term.stemId < 0)) / Math.max(weigh(telling), 1e-9);
  if (unknownShare < ASK_BACK_SHARE) return found;
  const confidence = Math.min(found.confidence, 1 - unknownShare);
  return unknownShare < SILENT_SHARE
    ? { ...found, verdict: 'clarify', confidence }
    : { verdict: 'abstain', evidence: [], confidence };
}
