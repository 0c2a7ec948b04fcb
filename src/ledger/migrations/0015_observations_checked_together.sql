-- That the placement and the import of a reading are there is checked once per placement where readings are appended (`Change::observe`):
-- two foreign keys looked up with each of a million rows took a third of the time of writing them.
DROP INDEX observations_increments;
DROP INDEX observations_counted;
ALTER TABLE observations RENAME TO observations_before;
CREATE TABLE observations (
  placement INTEGER NOT NULL,
  at INTEGER NOT NULL,
  import INTEGER NOT NULL,
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
  counted_day INTEGER,
  PRIMARY KEY (placement, at, import, line, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO observations
SELECT placement, at, import, line, from_day, source, plays, reads, listens, discussions, readers, likes, comments, shares, favorites, forms,
counted_day
FROM observations_before ORDER BY placement, at, import, line, from_day;
DROP TABLE observations_before;
CREATE INDEX observations_increments ON observations (placement) WHERE from_day > -2147483648;
CREATE INDEX observations_counted ON observations (import) WHERE counted_day IS NOT NULL;
