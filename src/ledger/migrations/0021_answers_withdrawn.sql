-- An answer that was given by mistake is taken back with a reason; its row stays.
CREATE TABLE answers_withdrawn (
  answer INTEGER PRIMARY KEY REFERENCES answers(id),
  at INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES people(id),
  because TEXT NOT NULL
) STRICT;
