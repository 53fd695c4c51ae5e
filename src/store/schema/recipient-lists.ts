import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const recipientLists = sqliteTable(
  'recipient_lists',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    addressKind: text('address_kind').notNull(),
    size: integer('size').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('recipient_lists_by_time').on(table.businessId, table.createdAtMs, table.id),
  ],
);
