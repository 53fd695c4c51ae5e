-- Versions of a business's classifier, which of them answers whom, and what conversations under a trial say of them.

CREATE TABLE model_versions (
  business_id TEXT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  number INTEGER NOT NULL,
  -- refused, ready, canary, serving, retired, rolledBack
  state TEXT NOT NULL,
  -- JSON: sizes, times, what the regression set and the held-out folds said
  facts TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (business_id, version)
);

ALTER TABLE classifiers ADD COLUMN canary TEXT;
ALTER TABLE classifiers ADD COLUMN canary_share REAL;
ALTER TABLE classifiers ADD COLUMN canary_since_ms INTEGER;
ALTER TABLE classifiers ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE classifiers ADD COLUMN trained_labels_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE classifiers ADD COLUMN self_training INTEGER NOT NULL DEFAULT 0;

-- While a version is tried: each conversation once under the version that answered it. No text.
CREATE TABLE trials (
  business_id TEXT NOT NULL,
  version TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  -- 1: corrected, or handed to a person
  wrong INTEGER NOT NULL,
  PRIMARY KEY (business_id, version, conversation_id)
) WITHOUT ROWID;

-- Events are stored once, so each counts once: no code has to remember it. A turn counts when it was decided after the trial
-- began, whenever it is corrected. Two statements, because the one that stores events says what happens on a conflict.
CREATE TRIGGER events_count_trials AFTER INSERT ON events WHEN new.kind IN ('turn.decided', 'turn.corrected') BEGIN
  INSERT OR IGNORE INTO trials (business_id, version, conversation_id, wrong)
  SELECT new.business_id, new.body ->> '$.modelVersion', new.conversation_id, 0
    FROM classifiers c
   WHERE c.business_id = new.business_id AND c.canary IS NOT NULL
     AND (new.body ->> '$.modelVersion') IN (c.canary, c.serving)
     AND coalesce(new.body ->> '$.decidedAtMs', new.at_ms) >= c.canary_since_ms;
  UPDATE trials SET wrong = 1
   WHERE business_id = new.business_id AND version = new.body ->> '$.modelVersion' AND conversation_id = new.conversation_id
     AND (new.body ->> '$.decision' = 'handOff'
       OR (new.kind = 'turn.corrected' AND EXISTS (
         SELECT 1 FROM classifiers c WHERE c.business_id = new.business_id AND new.body ->> '$.decidedAtMs' >= c.canary_since_ms)));
END;
