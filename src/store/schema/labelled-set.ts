import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const intents = sqliteTable(
  'intents',
  {
    businessId: text('business_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.name] })],
);

export const examples = sqliteTable(
  'examples',
  {
    businessId: text('business_id').notNull(),
    id: text('id').notNull(),
    intent: text('intent'),
    text: text('text').notNull(),
    textKey: text('text_key').notNull(),
    source: text('source', { enum: ['default', 'owner', 'import', 'correction'] }).notNull(),
    heldOut: integer('held_out', { mode: 'boolean' }).notNull().default(false),
    labelledBy: text('labelled_by').notNull(),
    labelledAtMs: integer('labelled_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] })],
);

export const classifiers = sqliteTable('classifiers', {
  businessId: text('business_id').primaryKey(),
  serving: text('serving').notNull(),
  labelsVersion: integer('labels_version').notNull().default(1),
  updatedAtMs: integer('updated_at_ms').notNull(),
  canary: text('canary'),
  canaryShare: real('canary_share'),
  canarySinceMs: integer('canary_since_ms'),
  pinned: integer('pinned', { mode: 'boolean' }).notNull().default(false),
  trainedLabelsVersion: integer('trained_labels_version').notNull().default(1),
  selfTraining: integer('self_training', { mode: 'boolean' }).notNull().default(false),
});
