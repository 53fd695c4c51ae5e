-- What people say of questions: this passage answers it, this one does not, or nothing that is known does.
CREATE TABLE answer_labels (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  -- Redacted.
  question TEXT NOT NULL,
  -- NULL: nothing that is known answers it.
  passage_id TEXT,
  is_right INTEGER NOT NULL,
  labelled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, question)
);
