import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const ownModels = sqliteTable('own_models', {
  businessId: text('business_id').primaryKey(),
  url: text('url').notNull(),
  gate: real('gate').notNull(),
  secretSealed: text('secret_sealed').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
});
