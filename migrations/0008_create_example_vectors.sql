-- Vectors of a business's examples by the encoder that made them: each text is asked for, and paid for, once.

CREATE TABLE example_vectors (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  encoder TEXT NOT NULL,
  text TEXT NOT NULL,
  -- One signed byte for each dimension
  vector BLOB NOT NULL,
  PRIMARY KEY (business_id, encoder, text)
);

-- A business's own classifier, called over HTTPS as one stage of understanding.
CREATE TABLE own_models (
  business_id TEXT NOT NULL PRIMARY KEY REFERENCES businesses (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  -- Its answers stand from this confidence on
  gate REAL NOT NULL,
  -- What its calls are signed with
  secret_sealed TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
);
