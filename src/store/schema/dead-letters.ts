import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const deadLetters = sqliteTable(
  'dead_letters',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    lane: text('lane').notNull(),
    job: text('job').notNull(),
    reason: text('reason').notNull(),
    failedAtMs: integer('failed_at_ms').notNull(),
    replayedAtMs: integer('replayed_at_ms'),
    replayCount: integer('replay_count').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('dead_letters_by_time').on(table.businessId, table.failedAtMs, table.id),
  ],
);
