ALTER TABLE attachments ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE INDEX attachments_subject ON attachments (subject) WHERE subject <> '';
