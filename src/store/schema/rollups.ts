/** The counters of a day, cut by channel, intent or campaign. Written with the events in one transaction. */
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const rollups = sqliteTable(
  'rollups',
  {
    businessId: text('business_id').notNull(),
    dim: text('dim', { enum: ['all', 'channel', 'intent', 'campaign'] }).notNull(),
    day: text('day').notNull(),
    key: text('key').notNull(),
    /** JSON: counter -> whole number. */
    counters: text('counters').notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessId, t.dim, t.day, t.key] })],
);
