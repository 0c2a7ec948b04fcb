-- Pages ask for the journal's entries of one kind.
CREATE INDEX journal_kind ON journal (kind, at);
