-- Documents that are read by an object of their own, looked at again on a schedule, and indexed twice: words here, meanings in
-- Vectorize where it is bound.

-- What was learnt of the source by HTTP lives in the document's object, page by page.
ALTER TABLE documents DROP COLUMN etag;
ALTER TABLE documents DROP COLUMN content_hash;
-- A sentence for people: why it failed, or what was left out
ALTER TABLE documents ADD COLUMN detail TEXT;
ALTER TABLE documents ADD COLUMN char_count INTEGER NOT NULL DEFAULT 0;
-- Pages of a site or of a PDF
ALTER TABLE documents ADD COLUMN page_count INTEGER;
ALTER TABLE documents ADD COLUMN refresh_every_ms INTEGER;
ALTER TABLE documents ADD COLUMN checked_at_ms INTEGER;
ALTER TABLE documents ADD COLUMN next_check_at_ms INTEGER;
ALTER TABLE documents ADD COLUMN updated_at_ms INTEGER NOT NULL DEFAULT 0;

CREATE INDEX documents_by_time ON documents (business_id, created_at_ms, id);
-- The sweep looks across businesses for work that stands still.
CREATE INDEX documents_unfinished ON documents (updated_at_ms) WHERE state IN ('waiting', 'reading');
CREATE INDEX documents_to_check ON documents (next_check_at_ms) WHERE next_check_at_ms IS NOT NULL;

-- The order of the document
ALTER TABLE passages ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
-- Of a PDF
ALTER TABLE passages ADD COLUMN page INTEGER;
-- The content hash that Vectorize holds; written before the vector is, so that no vector is forgotten
ALTER TABLE passages ADD COLUMN embedded_hash TEXT;
ALTER TABLE passages ADD COLUMN embedded_at_ms INTEGER;
CREATE INDEX passages_in_order ON passages (business_id, document_id, position, id);

-- Other wordings of a passage's question. `passages.variants` is made of the accepted ones.
CREATE TABLE passage_variants (
  business_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  passage_id TEXT NOT NULL,
  text TEXT NOT NULL,
  -- document, owner, model
  origin TEXT NOT NULL,
  -- accepted, proposed, rejected
  state TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, passage_id, text),
  FOREIGN KEY (business_id, document_id) REFERENCES documents (business_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX passage_variants_by_document ON passage_variants (business_id, document_id, passage_id);

-- Vectors whose passages are gone: kept until Vectorize has forgotten them too.
CREATE TABLE stale_vectors (
  business_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  passage_id TEXT NOT NULL,
  PRIMARY KEY (business_id, document_id, passage_id)
) WITHOUT ROWID;

CREATE TRIGGER passages_deleted_vectors AFTER DELETE ON passages WHEN old.embedded_hash IS NOT NULL BEGIN
  INSERT OR IGNORE INTO stale_vectors (business_id, document_id, passage_id)
  VALUES (old.business_id, old.document_id, old.id);
END;

-- Only words move the full-text index: a new position or a stored vector does not.
DROP TRIGGER passages_updated;
CREATE TRIGGER passages_updated AFTER UPDATE OF title, variants, body ON passages BEGIN
  INSERT INTO passages_fts (passages_fts, rowid, business, title, variants, body)
  VALUES ('delete', old.rowid, old.business_id, old.title, old.variants, old.body);
  INSERT INTO passages_fts (rowid, business, title, variants, body)
  VALUES (new.rowid, new.business_id, new.title, new.variants, new.body);
END;
