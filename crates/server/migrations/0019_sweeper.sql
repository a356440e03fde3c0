-- The one server that takes away what was kept for its time alone, as a lease.
CREATE TABLE sweeper (
    only_row    BIGINT PRIMARY KEY CHECK (only_row = 1),
    lease_until BIGINT NOT NULL,
    lease_owner TEXT
);
INSERT INTO sweeper (only_row, lease_until) VALUES (1, 0);
