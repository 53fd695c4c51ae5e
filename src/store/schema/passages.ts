import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const passages = sqliteTable('passages', {
  rowid: integer('rowid').primaryKey(),
  businessId: text('business_id').notNull(),
  id: text('id').notNull(),
  documentId: text('document_id').notNull(),
  title: text('title').notNull(),
  body: text('body').notNull(),
  variants: text('variants').notNull().default('[]'),
  url: text('url'),
  page: integer('page'),
  position: integer('position').notNull().default(0),
  contentHash: text('content_hash').notNull(),
  version: integer('version').notNull().default(1),
  createdAtMs: integer('created_at_ms').notNull(),
  embeddedHash: text('embedded_hash'),
  embeddedAtMs: integer('embedded_at_ms'),
});
