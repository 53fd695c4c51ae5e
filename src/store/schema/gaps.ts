import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const gaps = sqliteTable(
  'gaps',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    conversationId: text('conversation_id').notNull(),
    question: text('question').notNull(),
    language: text('language').notNull(),
    channel: text('channel').notNull(),
    closest: text('closest').notNull().default('[]'),
    askedAtMs: integer('asked_at_ms').notNull(),
    state: text('state').notNull().default('open'),
    proposedAnswer: text('proposed_answer'),
    passageId: text('passage_id'),
    settledAtMs: integer('settled_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] })],
);
