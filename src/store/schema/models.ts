import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { blob } from './blob.ts';

export const models = sqliteTable(
  'models',
  {
    businessId: text('business_id').notNull(),
    version: text('version').notNull(),
    part: integer('part').notNull(),
    bytes: blob('bytes').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.version, table.part] })],
);
