-- What the store has lost: from when to when, each time that it was opened again, and the
-- number of the recovery that opened it. An order is asked for what it may have lost in
-- those above its own.
CREATE TABLE lost_times (
    recovery BIGINT NOT NULL,
    since    BIGINT NOT NULL,
    until    BIGINT NOT NULL CHECK (until >= since)
);
INSERT INTO lost_times (recovery, since, until)
    SELECT recoveries, lost_since, lost_until FROM deployment WHERE lost_since IS NOT NULL;
ALTER TABLE deployment DROP COLUMN lost_until;
ALTER TABLE deployment DROP COLUMN lost_since;
