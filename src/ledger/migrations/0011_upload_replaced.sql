ALTER TABLE uploads ADD COLUMN replaced_by INTEGER;
