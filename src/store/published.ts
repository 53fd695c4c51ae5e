/** What a business has published of its knowledge, and what it publishes from now on. */
import { sql, type SQL } from 'drizzle-orm';
import type { PublicMarks, PublishedEntry } from '../domain/evidence.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Database } from './database.ts';

export type PublishingRepository = {
  /** Entries without a title answer no question and are left out. In the order of the documents. */
  list: () => Promise<PublishedEntry[]>;
  /** How a document and those of its passages that differ from it are marked. */
  marks: (documentId: string) => Promise<PublicMarks>;
  /** `isPublic: null` for a passage: as its document. What is not there is passed over. */
  mark: (
    documents: readonly { id: string; isPublic: boolean }[],
    passages: readonly { id: string; isPublic: boolean | null }[],
  ) => Promise<void>;
};

const MOST_SHOWN = 500;

export function publishingRepository(db: Database, businessId: BusinessId): PublishingRepository {
  return {
    async list() {
      const rows = await db.all<{
        id: string;
        title: string;
        body: string;
        url: string | null;
        at: number;
      }>(sql`
        SELECT p.id, p.title, p.body, p.url, p.created_at_ms AS at
          FROM passages p JOIN documents d ON d.business_id = p.business_id AND d.id = p.document_id
         WHERE p.business_id = ${businessId} AND coalesce(p.is_public, d.is_public) = 1 AND p.title <> ''
         ORDER BY d.created_at_ms, d.id, p.rowid LIMIT ${MOST_SHOWN}`);
      return rows.map(({ id, title, body, url, at }) => ({ id, title, text: body, url, updatedAtMs: at }));
    },
    async marks(documentId) {
      const own = sql`business_id = ${businessId}`;
      const [documents, differing] = await Promise.all([
        db.all<{ is_public: number }>(
          sql`SELECT is_public FROM documents WHERE ${own} AND id = ${documentId}`,
        ),
        db.all<{ id: string; is_public: number }>(
          sql`SELECT id, is_public FROM passages WHERE ${own} AND document_id = ${documentId} AND is_public IS NOT NULL`,
        ),
      ]);
      return {
        isPublic: documents[0]?.is_public === 1,
        passages: new Map(differing.map((row) => [row.id, row.is_public === 1])),
      };
    },
    async mark(documents, passages) {
      const changes = async (table: SQL, list: readonly { id: string; isPublic: boolean | null }[]) => {
        if (list.length === 0) return;
        const marks = JSON.stringify(
          list.map(({ id, isPublic }) => [id, isPublic === null ? null : Number(isPublic)]),
        );
        await db.run(sql`UPDATE ${table} SET is_public = m.value ->> 1 FROM json_each(${marks}) m
          WHERE business_id = ${businessId} AND ${table}.id = m.value ->> 0`);
      };
      await changes(sql`documents`, documents);
      await changes(sql`passages`, passages);
    },
  };
}
