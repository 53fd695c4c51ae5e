/** What turns the passages that a document has into those that it should have: only what differs is written. */
import { sql, type SQL } from 'drizzle-orm';
import type { BusinessId, DocumentId } from '../domain/ids.ts';
import type { StagedPassage } from '../knowledge/api.ts';
import type { Written } from './database.ts';

export type Served = Pick<StagedPassage, 'id' | 'contentHash' | 'url' | 'page' | 'position'>;

/** Of one bound JSON text: D1 takes 2 MB a value, and a character may be four bytes. */
const MAX_JSON_CHARS = 400_000;

export function switchStatements(
  businessId: BusinessId,
  documentId: DocumentId,
  served: readonly Served[],
  staged: readonly StagedPassage[],
  nowMs: number,
): Written[] {
  const known = new Map(served.map((one) => [one.id, one]));
  const wanted = new Set(staged.map(({ id }) => id));
  const gone = served.filter(({ id }) => !wanted.has(id)).map(({ id }) => id);
  const changed = staged.filter((one) => known.get(one.id)?.contentHash !== one.contentHash);
  const moved = staged.filter((one) => {
    const old = known.get(one.id);
    return old !== undefined && old.contentHash === one.contentHash && !samePlace(old, one);
  });
  // Read again and found the same: the isolates need not load it again.
  if (
    gone.length + changed.length + moved.length === 0 &&
    staged.every(({ variants }) => variants.length === 0)
  )
    return [];
  return [
    ...jsonTexts(gone).map(
      (ids) =>
        sql`DELETE FROM passages WHERE business_id = ${businessId} AND document_id = ${documentId}
        AND id IN (SELECT value FROM json_each(${ids}))`,
    ),
    ...jsonTexts(changed.map(withoutVariants)).map(
      (rows) =>
        sql`INSERT INTO passages
          (business_id, document_id, id, title, body, url, page, position, content_hash, created_at_ms)
        SELECT ${businessId}, ${documentId}, value ->> 'id', value ->> 'title', value ->> 'text', value ->> 'url',
          value ->> 'page', value ->> 'position', value ->> 'contentHash', ${nowMs}
        FROM json_each(${rows}) WHERE true
        ON CONFLICT (business_id, id) DO UPDATE SET
          body = excluded.body, url = excluded.url, page = excluded.page, position = excluded.position,
          content_hash = excluded.content_hash, created_at_ms = excluded.created_at_ms, version = version + 1`,
    ),
    ...jsonTexts(moved.map(({ id, url, page, position }) => ({ id, url, page, position }))).map(
      (rows) =>
        sql`UPDATE passages SET url = value ->> 'url', page = value ->> 'page', position = value ->> 'position'
        FROM json_each(${rows}) WHERE business_id = ${businessId} AND passages.id = value ->> 'id'`,
    ),
    ...variantStatements(businessId, documentId, staged, nowMs),
  ];
}

/** What the document itself says; what the owner or a model wrote stays. */
function variantStatements(
  businessId: BusinessId,
  documentId: DocumentId,
  staged: readonly StagedPassage[],
  nowMs: number,
): Written[] {
  const given = staged.flatMap(({ id, variants }) => variants.map((text) => ({ id, text })));
  return [
    sql`DELETE FROM passage_variants
      WHERE business_id = ${businessId} AND document_id = ${documentId} AND origin = 'document'`,
    ...jsonTexts(given).map(
      (rows) =>
        sql`INSERT INTO passage_variants
          (business_id, document_id, passage_id, text, origin, state, created_at_ms)
        SELECT ${businessId}, ${documentId}, value ->> 'id', value ->> 'text', 'document', 'accepted', ${nowMs}
        FROM json_each(${rows}) WHERE true
        ON CONFLICT (business_id, passage_id, text) DO NOTHING`,
    ),
    spreadVariants(businessId, sql`document_id = ${documentId}`),
  ];
}

/** Brings the accepted wordings to the passages, and so into the full-text index, where they differ. */
export function spreadVariants(businessId: BusinessId, which: SQL): SQL {
  const accepted = sql`(SELECT coalesce(json_group_array(v.text), '[]') FROM
    (SELECT text FROM passage_variants WHERE business_id = passages.business_id AND passage_id = passages.id
      AND state = 'accepted' ORDER BY created_at_ms, text) v)`;
  return sql`UPDATE passages SET variants = ${accepted}
    WHERE business_id = ${businessId} AND ${which} AND variants IS NOT ${accepted}`;
}

function withoutVariants(passage: StagedPassage) {
  const { id, title, text, url, page, contentHash, position } = passage;
  return { id, title, text, url, page, contentHash, position };
}

function samePlace(old: Served, next: Served): boolean {
  return old.url === next.url && old.page === next.page && old.position === next.position;
}

function jsonTexts(rows: readonly unknown[]): string[] {
  const texts: string[] = [];
  let part: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (chars + text.length > MAX_JSON_CHARS && part.length > 0) {
      texts.push(`[${part.join(',')}]`);
      part = [];
      chars = 0;
    }
    part.push(text);
    chars += text.length + 1;
  }
  if (part.length > 0) texts.push(`[${part.join(',')}]`);
  return texts;
}
