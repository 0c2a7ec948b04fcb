-- A row of a list of broadcasts may say in two columns that something was planned and that it was aired.
ALTER TABLE airings RENAME TO airings_before;
CREATE TABLE airings (
  import INTEGER NOT NULL REFERENCES imports(id),
  line INTEGER NOT NULL,
  channel TEXT NOT NULL,
  day INTEGER NOT NULL,
  secs INTEGER,
  programme TEXT NOT NULL,
  aired INTEGER NOT NULL,
  PRIMARY KEY (import, line, aired)
) STRICT, WITHOUT ROWID;
INSERT INTO airings SELECT import, line, channel, day, secs, programme, aired FROM airings_before;
DROP TABLE airings_before;
