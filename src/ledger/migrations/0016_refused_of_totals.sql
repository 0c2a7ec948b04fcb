-- Rows that a partner's own sum is of and that were refused when it came.
ALTER TABLE partner_totals ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
