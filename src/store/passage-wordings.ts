/** For which passages a model was asked for other wordings, and what it proposed. */
import { sql } from 'drizzle-orm';
import type { BusinessId, DocumentId } from '../domain/ids.ts';
import type { Unembedded, WordingLedger } from '../knowledge/api.ts';
import { openDatabase, writeTogether } from './database.ts';

/** What stands first in a document matters most, and every question costs. */
const FIRST_PASSAGES = 200;

export function passageWordings(d1: D1Database, businessId: BusinessId): WordingLedger {
  const db = openDatabase(d1);
  const of = (documentId: DocumentId) => sql`business_id = ${businessId} AND document_id = ${documentId}`;
  return {
    async unasked(documentId, limit) {
      return db.all<Unembedded>(sql`SELECT id, title, body AS text, content_hash AS contentHash FROM passages
        WHERE ${of(documentId)} AND position < ${FIRST_PASSAGES} AND variants = '[]'
          AND proposed_hash IS NOT content_hash ORDER BY position, id LIMIT ${limit}`);
    },
    async propose(documentId, { id, contentHash }, texts, nowMs) {
      await writeTogether(d1, [
        sql`INSERT INTO passage_variants (business_id, document_id, passage_id, text, origin, state, created_at_ms)
          SELECT ${businessId}, ${documentId}, ${id}, value, 'model', 'proposed', ${nowMs}
          FROM json_each(${JSON.stringify(texts)}) WHERE true
          ON CONFLICT (business_id, passage_id, text) DO NOTHING`,
        sql`UPDATE passages SET proposed_hash = ${contentHash} WHERE ${of(documentId)} AND id = ${id}`,
      ]);
    },
  };
}
