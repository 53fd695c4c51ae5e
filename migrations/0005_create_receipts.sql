-- What each answer rested on at its moment. Found by an id that nobody can guess; never changed once written.

CREATE TABLE receipts (
  id TEXT PRIMARY KEY,
  business_id TEXT NOT NULL,
  -- For the business's own eyes; the public page does not show it
  conversation_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  -- JSON, see domain/receipt.ts
  body TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX receipts_by_conversation ON receipts (business_id, conversation_id);
