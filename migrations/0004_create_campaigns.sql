-- Campaigns as they are listed; their audience and progress live in each campaign's own object. And saved lists of recipients.

CREATE TABLE campaigns (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  -- What its recipients' addresses are: phone, email, ...
  address_kind TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE INDEX campaigns_by_time ON campaigns (business_id, created_at_ms, id);

CREATE TABLE recipient_lists (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  address_kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, id)
) WITHOUT ROWID;

CREATE INDEX recipient_lists_by_time ON recipient_lists (business_id, created_at_ms, id);

-- A list's recipients, many to a row: a list of 100,000 is a hundred rows. Written before the list itself, so that a list
-- that can be seen is whole.
CREATE TABLE recipient_list_parts (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  list_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  -- JSON array of {"to", "attributes"}
  recipients TEXT NOT NULL,
  PRIMARY KEY (business_id, list_id, part)
);
