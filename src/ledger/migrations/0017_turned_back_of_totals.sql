-- What the refused rows of a partner's own sum show together, where all of them can be read.
ALTER TABLE partner_totals ADD COLUMN turned_back INTEGER;
