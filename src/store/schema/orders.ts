import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const orders = sqliteTable(
  'orders',
  {
    businessId: text('business_id').notNull(),
    number: text('number').notNull(),
    status: text('status').notNull(),
    detail: text('detail').notNull().default(''),
    expectedAtMs: integer('expected_at_ms'),
    trackingUrl: text('tracking_url'),
    contactHash: text('contact_hash'),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.number] })],
);
