import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const recipientListParts = sqliteTable(
  'recipient_list_parts',
  {
    businessId: text('business_id').notNull(),
    listId: text('list_id').notNull(),
    part: integer('part').notNull(),
    recipients: text('recipients').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.listId, table.part] })],
);
