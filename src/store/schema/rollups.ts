/** Figures per day, cut by channel, intent or campaign. Written with the events in one transaction. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const rollups = sqliteTable(
  'rollups',
  {
    businessId: text('business_id').notNull(),
    dim: text('dim', { enum: ['all', 'channel', 'intent', 'campaign'] }).notNull(),
    day: text('day').notNull(),
    key: text('key').notNull(),
    metric: text('metric').notNull(),
    n: integer('n').notNull(),
    sum: integer('sum').notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.dim, t.day, t.key, t.metric] })],
);
