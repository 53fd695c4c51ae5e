import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const answerLabels = sqliteTable(
  'answer_labels',
  {
    businessId: text('business_id').notNull(),
    question: text('question').notNull(),
    passageId: text('passage_id'),
    isRight: integer('is_right', { mode: 'boolean' }).notNull(),
    labelledAtMs: integer('labelled_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.question] })],
);
