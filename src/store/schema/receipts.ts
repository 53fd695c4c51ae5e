import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const receipts = sqliteTable('receipts', {
  id: text('id').primaryKey(),
  businessId: text('business_id').notNull(),
  conversationId: text('conversation_id').notNull(),
  atMs: integer('at_ms').notNull(),
  body: text('body').notNull(),
});
