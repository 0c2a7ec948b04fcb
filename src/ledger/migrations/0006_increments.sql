-- Whether a series adds up is asked with every new reading of it.
CREATE INDEX observations_increments ON observations (placement) WHERE from_day > -2147483648;
