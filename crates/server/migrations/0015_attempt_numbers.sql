-- An attempt's number among those of its order, from 1: its reference is derived from it.
ALTER TABLE attempts ADD COLUMN number BIGINT NOT NULL DEFAULT 1 CHECK (number > 0);
UPDATE attempts SET number = (
    SELECT COUNT(*) FROM attempts AS earlier
    WHERE earlier.order_reference = attempts.order_reference AND earlier.rowid <= attempts.rowid);
CREATE UNIQUE INDEX attempts_numbered ON attempts (order_reference, number);
