-- What was ticked beside a file stands as long as the file's import does.
ALTER TABLE answers ADD COLUMN import INTEGER;
UPDATE answers SET import = (SELECT u.import FROM journal j JOIN uploads u ON u.id = json_extract(j.body, '$.upload') WHERE j.kind = 'answer' AND j.at = answers.at AND json_extract(j.body, '$.question') = answers.question AND json_extract(j.body, '$.choice') = answers.choice LIMIT 1);
