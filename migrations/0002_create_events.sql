-- What happened, and the figures made of it. Written together in one transaction; no text, no address.

CREATE TABLE events (
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  -- in the business's zone
  day TEXT NOT NULL,
  -- JSON: the rest of the event
  body TEXT NOT NULL,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

-- All counters of a day in one row: a report of 90 days reads 90 rows, however much happened on them.
-- Ordered so that it reads one contiguous range: a business, one way of cutting, from day to day.
CREATE TABLE rollups (
  business_id TEXT NOT NULL,
  -- all, channel, intent, campaign
  dim TEXT NOT NULL,
  day TEXT NOT NULL,
  -- the channel, intent or campaign; empty for all
  key TEXT NOT NULL,
  -- JSON: counter -> whole number
  counters TEXT NOT NULL,
  -- With rowids: a row of 1 KB and more would overflow its page in the tree of the key.
  PRIMARY KEY (business_id, dim, day, key)
);

-- The latest of each conversation. Every group of columns has the order of the event that set it: it only moves forward.
CREATE TABLE conversations (
  business_id TEXT NOT NULL,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  channel_order TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  -- open, closed
  state TEXT NOT NULL,
  -- confirmed, assumed, abandoned, handedOff; null while open
  resolution TEXT,
  state_order TEXT NOT NULL,
  needs_person INTEGER NOT NULL,
  needs_person_order TEXT NOT NULL,
  opted_out INTEGER NOT NULL,
  opted_out_order TEXT NOT NULL,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE INDEX conversations_by_last ON conversations (business_id, last_at_ms, id);
CREATE INDEX conversations_by_need ON conversations (business_id, last_at_ms, id) WHERE needs_person = 1;
