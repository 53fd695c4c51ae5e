import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const documents = sqliteTable(
  'documents',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    source: text('source').notNull(),
    title: text('title').notNull(),
    url: text('url'),
    state: text('state').notNull(),
    reason: text('reason'),
    detail: text('detail'),
    passageCount: integer('passage_count').notNull().default(0),
    charCount: integer('char_count').notNull().default(0),
    pageCount: integer('page_count'),
    refreshEveryMs: integer('refresh_every_ms'),
    createdAtMs: integer('created_at_ms').notNull(),
    readAtMs: integer('read_at_ms'),
    checkedAtMs: integer('checked_at_ms'),
    nextCheckAtMs: integer('next_check_at_ms'),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] })],
);
