CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  collector TEXT NOT NULL,
  channel TEXT NOT NULL,
  expected_at INTEGER,
  started_at INTEGER NOT NULL,
  decided_at INTEGER NOT NULL,
  decision TEXT NOT NULL,
  outcome TEXT NOT NULL,
  says TEXT NOT NULL,
  items_found INTEGER NOT NULL,
  observations INTEGER NOT NULL,
  unreadable INTEGER NOT NULL,
  questions TEXT NOT NULL,
  evidence TEXT NOT NULL,
  import INTEGER REFERENCES imports(id)
) STRICT;
CREATE UNIQUE INDEX runs_expected ON runs (collector, channel, expected_at) WHERE expected_at IS NOT NULL;
CREATE INDEX runs_decided ON runs (collector, channel, decided_at);
CREATE TABLE watches (
  collector TEXT NOT NULL,
  channel TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (collector, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE host_usage (
  host TEXT NOT NULL,
  collector TEXT NOT NULL,
  day INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  free_at INTEGER NOT NULL,
  PRIMARY KEY (host, collector)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_definitions ON journal (seq) WHERE kind = 'definitions';
