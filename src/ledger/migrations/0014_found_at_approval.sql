-- What a week's approval went by: of each channel the value, its low and high end (null: open).
ALTER TABLE submission_states ADD COLUMN totals TEXT NOT NULL DEFAULT '{}';
-- The first day of which an import says something new; null: nothing new, or it was taken in before that was noted.
ALTER TABLE imports ADD COLUMN first_day INTEGER;
CREATE INDEX journal_hash ON journal (hash);
