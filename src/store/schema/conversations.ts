/** The latest of each conversation, for lists. The conversation's own object is the truth. */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const conversations = sqliteTable(
  'conversations',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    channel: text('channel').notNull(),
    channelOrder: text('channel_order').notNull(),
    openedAtMs: integer('opened_at_ms').notNull(),
    lastAtMs: integer('last_at_ms').notNull(),
    state: text('state', { enum: ['open', 'closed'] }).notNull(),
    resolution: text('resolution', { enum: ['confirmed', 'assumed', 'abandoned', 'handedOff'] }),
    stateOrder: text('state_order').notNull(),
    needsPerson: integer('needs_person', { mode: 'boolean' }).notNull(),
    needsPersonOrder: text('needs_person_order').notNull(),
    optedOut: integer('opted_out', { mode: 'boolean' }).notNull(),
    optedOutOrder: text('opted_out_order').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.businessId, t.id] }),
    index('conversations_by_last').on(t.businessId, t.lastAtMs, t.id),
    index('conversations_by_need')
      .on(t.businessId, t.lastAtMs, t.id)
      .where(sql`${t.needsPerson} = 1`),
  ],
);
