-- A file that had gone in before owns no import: taking it back would take back what the earlier one brought.
UPDATE uploads SET state = 'resent', import = NULL WHERE state = 'taken' AND import IS NOT NULL AND (
  EXISTS (SELECT 1 FROM uploads u WHERE u.import = uploads.import AND u.id < uploads.id)
  OR (SELECT i.at FROM imports i WHERE i.id = uploads.import) < uploads.at);
