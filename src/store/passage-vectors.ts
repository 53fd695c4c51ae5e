/** Which passages Vectorize holds, and in which version: written before and after every call, so that nothing is forgotten. */
import { sql } from 'drizzle-orm';
import type { BusinessId, DocumentId } from '../domain/ids.ts';
import type { Unembedded, VectorLedger } from '../knowledge/api.ts';
import { openDatabase, writeTogether } from './database.ts';

export function passageVectors(d1: D1Database, businessId: BusinessId): VectorLedger {
  const db = openDatabase(d1);
  const among = (ids: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const of = (documentId: DocumentId) => sql`business_id = ${businessId} AND document_id = ${documentId}`;
  return {
    async unembedded(documentId, limit) {
      return db.all<Unembedded>(sql`SELECT id, title, body AS text, content_hash AS contentHash FROM passages
        WHERE ${of(documentId)} AND embedded_hash IS NOT content_hash ORDER BY position, id LIMIT ${limit}`);
    },
    async begin(documentId, ids) {
      // An empty hash: a vector may be there, of whatever text.
      const there = await db.all<{ id: string }>(
        sql`UPDATE passages SET embedded_hash = '' WHERE ${of(documentId)} AND id IN ${among(ids)} RETURNING id`,
      );
      return new Set(there.map(({ id }) => id));
    },
    async end(documentId, rows, nowMs) {
      const pairs = JSON.stringify(rows.map(({ id, contentHash }) => ({ id, contentHash })));
      await writeTogether(d1, [
        sql`UPDATE passages SET embedded_hash = content_hash, embedded_at_ms = ${nowMs} FROM json_each(${pairs})
          WHERE ${of(documentId)} AND passages.id = value ->> 'id' AND content_hash = value ->> 'contentHash'`,
      ]);
    },
    async stale(documentId, limit) {
      const rows = await db.all<{ id: string }>(
        sql`SELECT passage_id AS id FROM stale_vectors WHERE ${of(documentId)} LIMIT ${limit}`,
      );
      return rows.map(({ id }) => id);
    },
    async forget(documentId, ids) {
      await writeTogether(d1, [
        sql`DELETE FROM stale_vectors WHERE ${of(documentId)} AND passage_id IN ${among(ids)}`,
      ]);
    },
  };
}
