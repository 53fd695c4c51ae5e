/** Conversations that were busy lately and are not closed: those in which work could have been left lying. */
import { z } from 'zod';
import { parseId, type BusinessId, type ConversationId } from '../domain/ids.ts';

const BUSY_WITHIN_MS = 24 * 3_600_000;
const SWEPT_AT_MOST = 300;

const row = z.object({ business_id: z.string(), id: z.string() });

/** The latest first. Across businesses: for the sweep only. */
export async function openConversations(
  db: D1Database,
  nowMs: number,
): Promise<{ businessId: BusinessId; conversationId: ConversationId }[]> {
  const { results } = await db
    .prepare(
      `SELECT business_id, id FROM conversations WHERE state = 'open' AND last_at_ms > ?
       ORDER BY last_at_ms DESC LIMIT ${SWEPT_AT_MOST}`,
    )
    .bind(nowMs - BUSY_WITHIN_MS)
    .all();
  return results.flatMap((given) => {
    const { business_id: business, id } = row.parse(given);
    const businessId = parseId('biz', business);
    const conversationId = parseId('cnv', id);
    return businessId === null || conversationId === null ? [] : [{ businessId, conversationId }];
  });
}

/** Those of one business, the latest first. */
export async function latestConversations(
  db: D1Database,
  businessId: BusinessId,
  limit: number,
): Promise<ConversationId[]> {
  const { results } = await db
    .prepare('SELECT id FROM conversations WHERE business_id = ?1 ORDER BY last_at_ms DESC LIMIT ?2')
    .bind(businessId, limit)
    .all<{ id: string }>();
  return results.flatMap(({ id }) => parseId('cnv', id) ?? []);
}
