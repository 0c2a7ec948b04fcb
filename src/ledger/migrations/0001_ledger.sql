CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TABLE definitions (
  digest TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
  digest TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  stored INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE imports (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  because TEXT,
  rows_digest TEXT NOT NULL
) STRICT;
CREATE TABLE import_files (
  import INTEGER NOT NULL REFERENCES imports(id),
  file INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL REFERENCES evidence(digest),
  sent TEXT NOT NULL,
  kind TEXT NOT NULL,
  encoding TEXT NOT NULL,
  sheets TEXT NOT NULL,
  week TEXT NOT NULL,
  covers TEXT NOT NULL,
  PRIMARY KEY (import, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_files_by_digest ON import_files (digest);
CREATE TABLE reversals (
  import INTEGER PRIMARY KEY REFERENCES imports(id),
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE kept_rows (
  import INTEGER NOT NULL REFERENCES reversals(import),
  placement INTEGER NOT NULL REFERENCES placements(id),
  line INTEGER NOT NULL,
  PRIMARY KEY (import, placement, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE placements (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  import INTEGER NOT NULL REFERENCES imports(id)
) STRICT;
CREATE INDEX placements_by_channel ON placements (channel);
CREATE TABLE descriptions (
  id INTEGER PRIMARY KEY,
  placement INTEGER NOT NULL REFERENCES placements(id),
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  at INTEGER NOT NULL,
  title TEXT NOT NULL,
  native_id TEXT,
  url TEXT,
  published_day INTEGER,
  published_secs INTEGER,
  duration_secs INTEGER,
  kind TEXT,
  deliverable TEXT,
  visibility TEXT,
  made_for_campaign INTEGER NOT NULL
) STRICT;
CREATE INDEX descriptions_by_placement ON descriptions (placement);
CREATE INDEX descriptions_by_import ON descriptions (import);
CREATE TABLE observations (
  placement INTEGER NOT NULL REFERENCES placements(id),
  at INTEGER NOT NULL,
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  from_day INTEGER NOT NULL,
  source INTEGER NOT NULL,
  plays INTEGER,
  reads INTEGER,
  listens INTEGER,
  discussions INTEGER,
  readers INTEGER,
  likes INTEGER,
  comments INTEGER,
  shares INTEGER,
  favorites INTEGER,
  forms TEXT,
  PRIMARY KEY (placement, at, import, line, from_day)
) STRICT, WITHOUT ROWID;
CREATE TABLE totals (
  placement INTEGER PRIMARY KEY REFERENCES placements(id),
  folded BLOB NOT NULL
) STRICT;
CREATE TABLE presence (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  channel TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  position TEXT NOT NULL,
  state TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE airings (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  channel TEXT NOT NULL,
  day INTEGER NOT NULL,
  secs INTEGER,
  programme TEXT NOT NULL,
  aired INTEGER NOT NULL,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  day INTEGER NOT NULL,
  deliverable TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  title TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE trainings (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  day INTEGER NOT NULL,
  enterprise TEXT NOT NULL,
  persons INTEGER NOT NULL,
  hours_x4 INTEGER,
  offline_hours_x4 INTEGER,
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE partner_totals (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  column_letter TEXT NOT NULL,
  channel TEXT,
  metric TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER,
  day INTEGER NOT NULL,
  parts TEXT NOT NULL,
  PRIMARY KEY (import, line, column_letter)
) STRICT, WITHOUT ROWID;
CREATE TABLE answers (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  question TEXT NOT NULL,
  choice TEXT NOT NULL,
  because TEXT NOT NULL
) STRICT;
