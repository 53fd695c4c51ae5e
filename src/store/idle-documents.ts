/** Across businesses, for the sweep: documents whose object should have done something by now. */
import { and, asc, inArray, isNotNull, lt, or } from 'drizzle-orm';
import { parseId, type BusinessId, type DocumentId } from '../domain/ids.ts';
import { openDatabase } from './database.ts';
import { documents } from './schema/documents.ts';

const STILL_MS = 20 * 60_000;
const LATE_MS = 30 * 60_000;
const AT_ONCE = 100;

export async function idleDocuments(
  d1: D1Database,
  nowMs: number,
): Promise<{ businessId: BusinessId; documentId: DocumentId }[]> {
  const unfinished = and(
    inArray(documents.state, ['waiting', 'reading']),
    lt(documents.updatedAtMs, nowMs - STILL_MS),
  );
  const late = and(isNotNull(documents.nextCheckAtMs), lt(documents.nextCheckAtMs, nowMs - LATE_MS));
  const rows = await openDatabase(d1)
    .select({ business: documents.businessId, document: documents.id })
    .from(documents)
    .where(or(unfinished, late))
    .orderBy(asc(documents.updatedAtMs))
    .limit(AT_ONCE);
  return rows.flatMap(({ business, document }) => {
    const businessId = parseId('biz', business);
    const documentId = parseId('doc', document);
    return businessId === null || documentId === null ? [] : [{ businessId, documentId }];
  });
}
