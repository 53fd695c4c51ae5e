/** The passages of a business's knowledge: read in the order of their document; their other wordings are the owner's. */
import { and, asc, eq, gt, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { parseId, type BusinessId, type DocumentId, type PassageId } from '../domain/ids.ts';
import { VARIANT_STATES, type StoredPassage, type Variant, type VariantState } from '../knowledge/api.ts';
import { openDatabase, writeTogether } from './database.ts';
import { newKnowledgeVersion } from './knowledge-version.ts';
import { spreadVariants } from './passage-switch.ts';
import { passageVariants as variants } from './schema/passage-variants.ts';
import { passages } from './schema/passages.ts';

export type PassageRepository = {
  read: (id: PassageId) => Promise<StoredPassage | null>;
  /** In the order of the document. */
  list: (
    documentId: DocumentId,
    after: { position: number; id: string },
    limit: number,
  ) => Promise<StoredPassage[]>;
  /** The owner's word on wordings: written anew, accepted, rejected, or forgotten (null). Those not named stay. */
  setVariants: (
    passage: Pick<StoredPassage, 'id' | 'documentId'>,
    changes: readonly { text: string; state: VariantState | null }[],
    nowMs: number,
  ) => Promise<void>;
  /** Puts a document's passages into the full-text index anew, and has their meanings read again. */
  reindex: (documentId: DocumentId) => Promise<void>;
};

const origins = z.enum(['document', 'owner', 'model']);
const states = z.enum(VARIANT_STATES);

export function passageRepository(d1: D1Database, businessId: BusinessId): PassageRepository {
  const db = openDatabase(d1);
  const own = eq(passages.businessId, businessId);

  const withVariants = async (rows: (typeof passages.$inferSelect)[]): Promise<StoredPassage[]> => {
    const ids = rows.map(({ id }) => id);
    const found =
      ids.length === 0
        ? []
        : await db
            .select()
            .from(variants)
            .where(
              and(
                eq(variants.businessId, businessId),
                inArray(variants.passageId, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
              ),
            )
            .orderBy(asc(variants.createdAtMs), asc(variants.text));
    const byPassage = Map.groupBy(found, ({ passageId }) => passageId);
    return rows.map((row) => passageOfRow(row, byPassage.get(row.id) ?? []));
  };

  return {
    async read(id) {
      const row = await db
        .select()
        .from(passages)
        .where(and(own, eq(passages.id, id)))
        .get();
      return row === undefined ? null : ((await withVariants([row]))[0] ?? null);
    },
    async list(documentId, after, limit) {
      const later = or(
        gt(passages.position, after.position),
        and(eq(passages.position, after.position), gt(passages.id, after.id)),
      );
      const rows = await db
        .select()
        .from(passages)
        .where(and(own, eq(passages.documentId, documentId), later))
        .orderBy(asc(passages.position), asc(passages.id))
        .limit(limit);
      return withVariants(rows);
    },
    async setVariants({ id, documentId }, changes, nowMs) {
      const of = and(eq(variants.businessId, businessId), eq(variants.passageId, id));
      await writeTogether(d1, [
        ...changes.map(({ text, state }) =>
          state === null
            ? db.delete(variants).where(and(of, eq(variants.text, text)))
            : db
                .insert(variants)
                .values({
                  businessId,
                  documentId,
                  passageId: id,
                  text,
                  origin: 'owner',
                  state,
                  createdAtMs: nowMs,
                })
                .onConflictDoUpdate({
                  target: [variants.businessId, variants.passageId, variants.text],
                  set: { state },
                }),
        ),
        spreadVariants(businessId, sql`id = ${id}`),
        newKnowledgeVersion(db, businessId, nowMs),
      ]);
    },
    async reindex(documentId) {
      const of = and(own, eq(passages.documentId, documentId));
      // Every row leaves the full-text index and comes back; an empty hash says that a vector is there, but not of which text.
      await writeTogether(d1, [
        db
          .update(passages)
          .set({ title: sql`title` })
          .where(of),
        db
          .update(passages)
          .set({ embeddedHash: '' })
          .where(and(of, isNotNull(passages.embeddedHash))),
      ]);
    },
  };
}

function passageOfRow(
  row: typeof passages.$inferSelect,
  wordings: readonly (typeof variants.$inferSelect)[],
): StoredPassage {
  const id = parseId('psg', row.id);
  const documentId = parseId('doc', row.documentId);
  if (id === null || documentId === null) throw new Error('a stored passage has no valid id');
  const { title, body: text, url, page, contentHash, version, position } = row;
  const variantsOf = wordings.map((one): Variant => ({
    text: one.text,
    origin: origins.parse(one.origin),
    state: states.parse(one.state),
  }));
  return { id, documentId, title, text, url, page, contentHash, version, position, variants: variantsOf };
}
