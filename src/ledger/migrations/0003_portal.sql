CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  partner TEXT,
  campaigns TEXT NOT NULL,
  password TEXT,
  must_change INTEGER NOT NULL,
  active INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE links (
  digest TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  person INTEGER REFERENCES people(id),
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  closed INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  digest TEXT PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  person INTEGER NOT NULL REFERENCES people(id),
  name TEXT NOT NULL,
  may_upload INTEGER NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  closed INTEGER
) STRICT;
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person INTEGER,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_what ON events (what, subject, at);
CREATE TABLE submissions (
  id INTEGER PRIMARY KEY,
  partner TEXT NOT NULL,
  week TEXT NOT NULL,
  UNIQUE (partner, week)
) STRICT;
CREATE TABLE submission_states (
  id INTEGER PRIMARY KEY,
  submission INTEGER NOT NULL REFERENCES submissions(id),
  at INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES people(id),
  state TEXT NOT NULL,
  remark TEXT NOT NULL
) STRICT;
CREATE INDEX submission_states_by_submission ON submission_states (submission, id);
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY,
  submission INTEGER NOT NULL REFERENCES submissions(id),
  person INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  campaign TEXT,
  channel TEXT,
  as_of INTEGER,
  mode TEXT,
  state TEXT NOT NULL,
  import INTEGER REFERENCES imports(id)
) STRICT;
CREATE INDEX uploads_by_submission ON uploads (submission, id);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  partner TEXT,
  campaign TEXT,
  about TEXT NOT NULL,
  person INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  form TEXT NOT NULL,
  checked_by INTEGER REFERENCES people(id),
  checked_at INTEGER,
  verdict TEXT
) STRICT;
CREATE TABLE mappings (
  partner TEXT NOT NULL,
  header TEXT NOT NULL,
  field TEXT NOT NULL,
  person INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL,
  PRIMARY KEY (partner, header)
) STRICT, WITHOUT ROWID;
CREATE TABLE campaign_log (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES people(id),
  campaign TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  value TEXT NOT NULL,
  document TEXT NOT NULL,
  because TEXT NOT NULL
) STRICT;
