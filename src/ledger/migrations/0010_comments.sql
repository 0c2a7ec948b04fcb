-- What partners say about open questions, for staff to settle.
CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  question TEXT NOT NULL,
  campaign TEXT NOT NULL,
  person INTEGER NOT NULL REFERENCES people (id),
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  attachment INTEGER REFERENCES attachments (id)
) STRICT;
CREATE INDEX comments_question ON comments (question);
