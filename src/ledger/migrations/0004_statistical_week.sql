ALTER TABLE observations ADD COLUMN counted_day INTEGER;
CREATE INDEX observations_counted ON observations (import) WHERE counted_day IS NOT NULL;
