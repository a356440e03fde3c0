-- What a store may have lost: it was taken back to a copy, or is a standby without its
-- tail. It is closed then until the providers were asked.

-- Since when it may lack what happened; null while it is open.
ALTER TABLE deployment ADD COLUMN closed_since BIGINT;
-- When the servers noticed.
ALTER TABLE deployment ADD COLUMN closed_at BIGINT CHECK (closed_at IS NULL OR closed_since IS NOT NULL);
-- How often it was closed, and what the last time that it was opened again had been lost.
ALTER TABLE deployment ADD COLUMN recoveries BIGINT NOT NULL DEFAULT 0 CHECK (recoveries >= 0);
ALTER TABLE deployment ADD COLUMN lost_since BIGINT;
ALTER TABLE deployment ADD COLUMN lost_until BIGINT CHECK ((lost_until IS NULL) = (lost_since IS NULL));
-- Where the numbers of a new line of webhooks begin: above all that a lost one had.
ALTER TABLE deployment ADD COLUMN first_sequence BIGINT NOT NULL DEFAULT 1 CHECK (first_sequence > 0);

-- The last recovery in which every provider was asked for lost attempts of the order.
ALTER TABLE orders ADD COLUMN recovery BIGINT NOT NULL DEFAULT 0;
-- The least number of its next attempt: none that a lost one may have had.
ALTER TABLE orders ADD COLUMN first_number BIGINT NOT NULL DEFAULT 1 CHECK (first_number > 0);

-- Who closed it, opened it, or had a provider left out, and why. Append-only.
CREATE TABLE recovery_events (
    number   BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    recovery BIGINT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('closed', 'left_out', 'opened')),
    -- The one that was left out.
    provider TEXT CHECK ((provider IS NOT NULL) = (kind = 'left_out')),
    by_whom  TEXT NOT NULL,
    why      TEXT NOT NULL
);
