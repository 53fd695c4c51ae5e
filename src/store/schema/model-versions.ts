import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const modelVersions = sqliteTable(
  'model_versions',
  {
    businessId: text('business_id').notNull(),
    version: text('version').notNull(),
    number: integer('number').notNull(),
    state: text('state', {
      enum: ['refused', 'ready', 'canary', 'serving', 'retired', 'rolledBack'],
    }).notNull(),
    facts: text('facts').notNull(),
    reason: text('reason').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.version] })],
);

export const trials = sqliteTable(
  'trials',
  {
    businessId: text('business_id').notNull(),
    version: text('version').notNull(),
    conversationId: text('conversation_id').notNull(),
    wrong: integer('wrong').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.version, table.conversationId] })],
);
