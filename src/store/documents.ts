/** The documents of a business's knowledge, and the one way in which their passages change: all at once. */
import { and, desc, eq, lt, ne, or, sql, sum } from 'drizzle-orm';
import { z } from 'zod';
import {
  DOCUMENT_STATES,
  SOURCES,
  type DocumentChanges,
  type KnowledgeDocument,
  type Shelf,
} from '../knowledge/api.ts';
import { parseId, type BusinessId, type DocumentId } from '../domain/ids.ts';
import type { PlaceInTime } from './campaigns.ts';
import { openDatabase, writeTogether } from './database.ts';
import { newKnowledgeVersion } from './knowledge-version.ts';
import { switchStatements } from './passage-switch.ts';
import { documents } from './schema/documents.ts';
import { passages } from './schema/passages.ts';

export type NewDocument = Pick<
  KnowledgeDocument,
  'id' | 'source' | 'title' | 'url' | 'refreshEveryMs' | 'createdAtMs'
>;

export type DocumentRepository = Omit<Shelf, 'reindex' | 'forget'> & {
  /** Waiting to be read. The same id again changes nothing. */
  add: (document: NewDocument) => Promise<void>;
  count: () => Promise<number>;
  /** Newest first. */
  list: (before: PlaceInTime, limit: number) => Promise<KnowledgeDocument[]>;
  /** With its passages, from D1 and its full-text index. False when there was none. */
  remove: (id: DocumentId, nowMs: number) => Promise<boolean>;
};

export function documentRepository(d1: D1Database, businessId: BusinessId): DocumentRepository {
  const db = openDatabase(d1);
  const own = eq(documents.businessId, businessId);
  const one = (id: string) => and(own, eq(documents.id, id));
  const change = (id: string, changes: DocumentChanges, nowMs: number) =>
    db
      .update(documents)
      .set({ ...changes, updatedAtMs: nowMs })
      .where(one(id));
  const totals = {
    passageCount: sql`(SELECT count(*) FROM passages p WHERE p.business_id = documents.business_id AND p.document_id = documents.id)`,
    charCount: sql`(SELECT coalesce(sum(length(p.title) + length(p.body)), 0) FROM passages p
      WHERE p.business_id = documents.business_id AND p.document_id = documents.id)`,
  };
  return {
    async add(document) {
      await db
        .insert(documents)
        .values({ ...document, businessId, state: 'waiting', updatedAtMs: document.createdAtMs })
        .onConflictDoNothing();
    },
    async count() {
      return db.$count(documents, own);
    },
    async read(id) {
      const row = await db.select().from(documents).where(one(id)).get();
      return row === undefined ? null : documentOfRow(row);
    },
    async list(before, limit) {
      const earlier = or(
        lt(documents.createdAtMs, before.createdAtMs),
        and(eq(documents.createdAtMs, before.createdAtMs), lt(documents.id, before.id)),
      );
      const rows = await db
        .select()
        .from(documents)
        .where(and(own, earlier))
        .orderBy(desc(documents.createdAtMs), desc(documents.id))
        .limit(limit);
      return rows.map(documentOfRow);
    },
    async mark(id, changes, nowMs) {
      await change(id, changes, nowMs);
    },
    async switchTo(id, staged, changes, nowMs) {
      const served = await db
        .select({
          id: passages.id,
          contentHash: passages.contentHash,
          url: passages.url,
          page: passages.page,
          position: passages.position,
        })
        .from(passages)
        .where(and(eq(passages.businessId, businessId), eq(passages.documentId, id)));
      const statements = switchStatements(businessId, id, served, staged, nowMs);
      if (statements.length === 0) {
        await change(id, changes, nowMs);
        return;
      }
      await writeTogether(d1, [
        ...statements,
        change(id, changes, nowMs),
        db.update(documents).set(totals).where(one(id)),
        newKnowledgeVersion(db, businessId, nowMs),
      ]);
    },
    async passagesBeside(id) {
      const row = await db
        .select({ passages: sum(documents.passageCount).mapWith(Number) })
        .from(documents)
        .where(and(own, ne(documents.id, id)))
        .get();
      return row?.passages ?? 0;
    },
    async remove(id, nowMs) {
      const known = await db.select({ id: documents.id }).from(documents).where(one(id)).get();
      if (known === undefined) return false;
      await writeTogether(d1, [
        db.delete(passages).where(and(eq(passages.businessId, businessId), eq(passages.documentId, id))),
        db.delete(documents).where(one(id)),
        newKnowledgeVersion(db, businessId, nowMs),
      ]);
      return true;
    },
  };
}

const sources = z.enum(SOURCES);
const states = z.enum(DOCUMENT_STATES);

function documentOfRow(row: typeof documents.$inferSelect): KnowledgeDocument {
  const id = parseId('doc', row.id);
  if (id === null) throw new Error('a stored document has no valid id');
  return {
    id,
    source: sources.parse(row.source),
    title: row.title,
    url: row.url,
    state: states.parse(row.state),
    reason: row.reason,
    detail: row.detail,
    passageCount: row.passageCount,
    charCount: row.charCount,
    pageCount: row.pageCount,
    refreshEveryMs: row.refreshEveryMs,
    createdAtMs: row.createdAtMs,
    readAtMs: row.readAtMs,
    checkedAtMs: row.checkedAtMs,
    nextCheckAtMs: row.nextCheckAtMs,
  };
}
