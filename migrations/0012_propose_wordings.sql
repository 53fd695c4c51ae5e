-- The content hash for which a model has proposed other wordings: asked once for every version of a passage.
ALTER TABLE passages ADD COLUMN proposed_hash TEXT;
