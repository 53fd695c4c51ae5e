-- What a business teaches its classifier: its intents, the messages that it has labelled, and which classifier is in force.

CREATE TABLE intents (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, name)
) WITHOUT ROWID;

CREATE TABLE examples (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  -- NULL: none of the intents
  intent TEXT,
  text TEXT NOT NULL,
  -- Texts that read the same have the same key: a message has one label
  text_key TEXT NOT NULL,
  -- default, owner, import, correction
  source TEXT NOT NULL,
  -- 1: part of the regression set, never trained on
  held_out INTEGER NOT NULL DEFAULT 0,
  labelled_by TEXT NOT NULL,
  labelled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, text_key),
  FOREIGN KEY (business_id, intent) REFERENCES intents (business_id, name) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX examples_by_intent ON examples (business_id, intent, labelled_at_ms, id);
-- The newest labels of people act at once, before any training.
CREATE INDEX examples_by_people ON examples (business_id, labelled_at_ms) WHERE source IN ('owner', 'correction');

-- One row for a business that has begun to teach. `labels_version` grows with every change of its examples: that is how the
-- isolates see that there is something new.
CREATE TABLE classifiers (
  business_id TEXT PRIMARY KEY REFERENCES businesses (id) ON DELETE CASCADE,
  serving TEXT NOT NULL,
  labels_version INTEGER NOT NULL DEFAULT 1,
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
