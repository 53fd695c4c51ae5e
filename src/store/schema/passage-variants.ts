import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const passageVariants = sqliteTable(
  'passage_variants',
  {
    businessId: text('business_id').notNull(),
    documentId: text('document_id').notNull(),
    passageId: text('passage_id').notNull(),
    text: text('text').notNull(),
    origin: text('origin').notNull(),
    state: text('state').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.passageId, table.text] })],
);
