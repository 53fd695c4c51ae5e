import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const campaigns = sqliteTable(
  'campaigns',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    channel: text('channel').notNull(),
    connectionId: text('connection_id').notNull(),
    addressKind: text('address_kind').notNull(),
    createdBy: text('created_by').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('campaigns_by_time').on(table.businessId, table.createdAtMs, table.id),
  ],
);
