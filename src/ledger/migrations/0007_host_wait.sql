-- How long the wait is that ends at `free_at`: a clock that was set back does not lengthen it. Earlier notes count as they stand.
ALTER TABLE host_usage ADD COLUMN wait INTEGER NOT NULL DEFAULT 604800000;
