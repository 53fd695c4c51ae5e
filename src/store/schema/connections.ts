import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const connections = sqliteTable(
  'connections',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull().unique(),
    channel: text('channel').notNull(),
    provider: text('provider').notNull(),
    label: text('label').notNull(),
    address: text('address').notNull(),
    state: text('state').notNull(),
    hookUrl: text('hook_url'),
    credentials: text('credentials').notNull(),
    previousCredentials: text('previous_credentials').notNull().default('{}'),
    previousUntilMs: integer('previous_until_ms'),
    ratePerSecond: real('rate_per_second').notNull(),
    allowedOrigins: text('allowed_origins').notNull().default('[]'),
    version: integer('version').notNull().default(1),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] })],
);
