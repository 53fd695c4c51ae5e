/** The meanings of passages, kept in Vectorize: every version of a passage once, a bounded number in each step. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, DocumentId } from '../domain/ids.ts';
import type { VectorizeBinding } from '../platform/model-bindings.ts';
import type { ModelOutcome } from '../platform/model-call.ts';
import { embeddingWish, type ModelWish } from '../platform/model-wishes.ts';
import type { VectorLedger } from './api.ts';
import type { IndexStep } from './ingest-core.ts';

/** Of many languages: a question in one finds a passage in another. The index has its 1,024 dimensions. */
export const EMBEDDING_MODEL = '@cf/baai/bge-m3';

export type VectorPorts = {
  /** Null where Vectorize is not bound: then there is nothing to do. */
  vectors: VectorizeBinding | null;
  ledger: VectorLedger;
  ask: (wish: ModelWish<Float32Array[]>, deadlineMs: number) => Promise<ModelOutcome<Float32Array[]>>;
  nowMs: () => number;
};

const AT_ONCE = 24;
const DELETED_AT_ONCE = 100;
const DEADLINE_MS = 30_000;
/** Without the model there is no hurry: words find the passages meanwhile. */
const WAIT_MS = 15 * 60_000;
const DONE: IndexStep = { more: false };

export async function indexVectors(
  { vectors, ledger, ask, nowMs }: VectorPorts,
  businessId: string,
  documentId: DocumentId,
): Promise<IndexStep> {
  if (vectors === null) return DONE;
  const stale = await ledger.stale(documentId, DELETED_AT_ONCE);
  if (stale.length > 0) {
    await vectors.deleteByIds(stale);
    await ledger.forget(documentId, stale);
    return { more: true, waitMs: 0 };
  }
  const rows = await ledger.unembedded(documentId, AT_ONCE);
  if (rows.length === 0) return DONE;
  const wish = embeddingWish(
    EMBEDDING_MODEL,
    rows.map(({ title, text }) => `${title}\n${text}`),
  );
  const outcome = await ask(wish, DEADLINE_MS);
  if (outcome.kind === 'absent') return DONE;
  if (outcome.kind !== 'answered') return { more: true, waitMs: WAIT_MS };
  const there = await ledger.begin(
    documentId,
    rows.map(({ id }) => id),
  );
  const embedded = rows.flatMap(({ id, contentHash }, at) =>
    there.has(id)
      ? [
          {
            id,
            values: Array.from(outcome.value[at] ?? []),
            namespace: businessId,
            metadata: { contentHash },
          },
        ]
      : [],
  );
  if (embedded.length > 0) await vectors.upsert(embedded);
  await ledger.end(documentId, rows, nowMs());
  return { more: rows.length === AT_ONCE, waitMs: 0 };
}

export type Dense = (businessId: BusinessId, question: string) => Promise<ReadonlyMap<string, number>>;

const QUESTION_DEADLINE_MS = 1_500;
const NEIGHBOURS = 20;
const NOTHING: ReadonlyMap<string, number> = new Map();

/** How near a question is in meaning to the business's passages, by passage id: cosines. Empty where that cannot be told. */
export function denseScores(
  vectors: VectorizeBinding | null,
  ask: <T>(business: BusinessProfile, wish: ModelWish<T>, deadlineMs: number) => Promise<ModelOutcome<T>>,
  profile: (businessId: BusinessId) => Promise<BusinessProfile | null>,
): Dense {
  return async (businessId, question) => {
    const business = vectors === null ? null : await profile(businessId);
    if (vectors === null || business === null) return NOTHING;
    const outcome = await ask(business, embeddingWish(EMBEDDING_MODEL, [question]), QUESTION_DEADLINE_MS);
    const vector = outcome.kind === 'answered' ? outcome.value[0] : undefined;
    if (vector === undefined) return NOTHING;
    try {
      const options = { topK: NEIGHBOURS, namespace: business.id, returnMetadata: 'none' } as const;
      return scoresIn(await vectors.query(Array.from(vector), options));
    } catch {
      return NOTHING;
    }
  };
}

function scoresIn(answer: unknown): ReadonlyMap<string, number> {
  const matches =
    typeof answer === 'object' && answer !== null && 'matches' in answer && Array.isArray(answer.matches)
      ? (answer.matches as unknown[])
      : [];
  const scores = new Map<string, number>();
  for (const match of matches) {
    const { id, score } = (typeof match === 'object' && match !== null ? match : {}) as Record<
      string,
      unknown
    >;
    if (typeof id === 'string' && typeof score === 'number' && Number.isFinite(score)) scores.set(id, score);
  }
  return scores;
}
