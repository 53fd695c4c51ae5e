-- Questions that found no answer, without what says who asked.

CREATE TABLE gaps (
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  question TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL,
  -- JSON array: titles that were closest
  closest TEXT NOT NULL DEFAULT '[]',
  asked_at_ms INTEGER NOT NULL,
  -- open, answered, dismissed
  state TEXT NOT NULL DEFAULT 'open',
  -- What a person answered
  proposed_answer TEXT,
  -- The entry that answers it now
  passage_id TEXT,
  settled_at_ms INTEGER,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE INDEX gaps_open ON gaps (business_id, asked_at_ms) WHERE state = 'open';
