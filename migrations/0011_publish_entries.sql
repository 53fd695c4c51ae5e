-- Which entries anybody may read: a document's word, unless a passage has its own.

ALTER TABLE documents ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
ALTER TABLE passages ADD COLUMN is_public INTEGER;
