-- A lease names the process that holds it, so that only that process, the end
-- of the lease, or the end of the process frees it.
ALTER TABLE attempts ADD COLUMN lease_owner TEXT;
ALTER TABLE attempts ADD COLUMN keep_lease_owner TEXT;
ALTER TABLE cards ADD COLUMN lease_owner TEXT;
ALTER TABLE movements ADD COLUMN lease_owner TEXT;
ALTER TABLE surpluses ADD COLUMN lease_owner TEXT;
CREATE INDEX attempts_leased ON attempts (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX attempts_keep_leased ON attempts (keep_lease_owner) WHERE keep_lease_owner IS NOT NULL;
CREATE INDEX cards_leased ON cards (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX movements_leased ON movements (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX surpluses_leased ON surpluses (lease_owner) WHERE lease_owner IS NOT NULL;

-- The processes that hold leases. Each counts on while it does; one that does
-- not is gone. Counted, not timed: the wall clocks of two machines may differ.
CREATE TABLE lease_owners (
    owner TEXT PRIMARY KEY,
    beats BIGINT NOT NULL
);

-- Since when somebody waits for a look-up: it goes before background work.
ALTER TABLE attempts ADD COLUMN awaited_at BIGINT;
ALTER TABLE movements ADD COLUMN awaited_at BIGINT;

-- When a row was found unreadable: the worker leaves it alone.
ALTER TABLE attempts ADD COLUMN parked_at BIGINT;
ALTER TABLE cards ADD COLUMN parked_at BIGINT;
ALTER TABLE movements ADD COLUMN parked_at BIGINT;
ALTER TABLE surpluses ADD COLUMN parked_at BIGINT;
