-- A business's knowledge: documents, their passages, and the full-text index over the passages.

CREATE TABLE documents (
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- faq, markdown, html, site, pdf, docx, csv
  source TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT,
  -- waiting, reading, ready, failed; `reason` says why it failed
  state TEXT NOT NULL,
  reason TEXT,
  content_hash TEXT,
  etag TEXT,
  passage_count INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  read_at_ms INTEGER,
  PRIMARY KEY (business_id, id)
);

CREATE TABLE passages (
  rowid INTEGER PRIMARY KEY,
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  -- JSON array: other wordings of the question
  variants TEXT NOT NULL DEFAULT '[]',
  url TEXT,
  content_hash TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (business_id, id),
  FOREIGN KEY (business_id, document_id) REFERENCES documents (business_id, id) ON DELETE CASCADE
);

CREATE INDEX passages_by_document ON passages (business_id, document_id);

-- External content through a view, so that each row carries its business as an indexed word: one business's question never
-- reads another's postings. The stemmer is the one that the re-ranker uses.
CREATE VIEW passages_fts_content AS
  SELECT rowid, business_id AS business, title, variants, body FROM passages;

CREATE VIRTUAL TABLE passages_fts USING fts5(
  business, title, variants, body,
  content='passages_fts_content', content_rowid='rowid', tokenize='porter unicode61'
);

CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
  INSERT INTO passages_fts (rowid, business, title, variants, body)
  VALUES (new.rowid, new.business_id, new.title, new.variants, new.body);
END;

CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
  INSERT INTO passages_fts (passages_fts, rowid, business, title, variants, body)
  VALUES ('delete', old.rowid, old.business_id, old.title, old.variants, old.body);
END;

CREATE TRIGGER passages_updated AFTER UPDATE ON passages BEGIN
  INSERT INTO passages_fts (passages_fts, rowid, business, title, variants, body)
  VALUES ('delete', old.rowid, old.business_id, old.title, old.variants, old.body);
  INSERT INTO passages_fts (rowid, business, title, variants, body)
  VALUES (new.rowid, new.business_id, new.title, new.variants, new.body);
END;
