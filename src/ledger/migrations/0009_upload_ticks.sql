-- Which works of a waiting file belong to the campaign, as said so far; nothing of it counts before the file is taken in.
CREATE TABLE upload_ticks (
  upload INTEGER NOT NULL REFERENCES uploads (id),
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  belongs INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES people (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (upload, channel, key)
) STRICT, WITHOUT ROWID;
