/** What happened; see `domain/event.ts`. Written by `analytics/record.ts` only. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const events = sqliteTable(
  'events',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    conversationId: text('conversation_id').notNull(),
    kind: text('kind').notNull(),
    atMs: integer('at_ms').notNull(),
    day: text('day').notNull(),
    body: text('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.id] })],
);
