-- Channels that were missing when a week was approved: they alone may still be handed in.
ALTER TABLE submission_states ADD COLUMN missing TEXT NOT NULL DEFAULT '[]';
