import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { blob } from './blob.ts';

export const exampleVectors = sqliteTable(
  'example_vectors',
  {
    businessId: text('business_id').notNull(),
    encoder: text('encoder').notNull(),
    text: text('text').notNull(),
    /** One signed byte for each dimension. */
    vector: blob('vector').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.encoder, table.text] })],
);
