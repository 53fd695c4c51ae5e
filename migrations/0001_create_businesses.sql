-- Businesses and what each of them owns. Every table begins its key with the business: nothing is read without it,
-- but for the two look-ups that find the business (a connection by its id, a key by its prefix).

CREATE TABLE businesses (
  id TEXT PRIMARY KEY,
  -- JSON, validated by the store on every read and write
  profile TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE api_keys (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  -- Public part of the key, 12 characters
  prefix TEXT NOT NULL UNIQUE,
  -- SHA-256 of the whole key, hex
  secret_hash TEXT NOT NULL,
  label TEXT NOT NULL,
  -- JSON array
  scopes TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  last_used_at_ms INTEGER,
  revoked_at_ms INTEGER,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE TABLE connections (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  provider TEXT NOT NULL,
  label TEXT NOT NULL,
  address TEXT NOT NULL,
  -- active, paused, deleted
  state TEXT NOT NULL,
  -- NULL: derived from the gateway's public address
  hook_url TEXT,
  -- JSON object, field name -> sealed value
  credentials TEXT NOT NULL,
  -- The same for secrets that were replaced and still count until `previous_until_ms`
  previous_credentials TEXT NOT NULL DEFAULT '{}',
  previous_until_ms INTEGER,
  rate_per_second REAL NOT NULL,
  -- JSON array
  allowed_origins TEXT NOT NULL DEFAULT '[]',
  version INTEGER NOT NULL DEFAULT 1,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE TABLE orders (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  -- As customers type it, in capitals
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  expected_at_ms INTEGER,
  tracking_url TEXT,
  -- Hash of the address the order belongs to, when the business told it
  contact_hash TEXT,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, number)
) WITHOUT ROWID;

-- Jobs that the queues gave up on: ids only, as in the queues.
CREATE TABLE dead_letters (
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- replies, campaigns, events
  lane TEXT NOT NULL,
  job TEXT NOT NULL,
  reason TEXT NOT NULL,
  failed_at_ms INTEGER NOT NULL,
  replayed_at_ms INTEGER,
  replay_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE INDEX dead_letters_by_time ON dead_letters (business_id, failed_at_ms, id);

-- Trained classifiers, cut into parts that fit a row.
CREATE TABLE models (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, version, part)
);
