-- How often a look-up was asked for, and up to which of these look-ups have
-- answered. Counted, not timed: a request that comes while a look-up is under
-- way is not forgotten, whatever the clock does meanwhile.
ALTER TABLE attempts ADD COLUMN expedites BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN expedites_answered BIGINT NOT NULL DEFAULT 0;
UPDATE attempts SET expedites = 1 WHERE hurried_at IS NOT NULL;
ALTER TABLE movements ADD COLUMN expedites BIGINT NOT NULL DEFAULT 0;
ALTER TABLE movements ADD COLUMN expedites_answered BIGINT NOT NULL DEFAULT 0;
