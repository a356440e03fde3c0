-- Since when the attempts of a customer count against the limits on guessing.
-- Written in test mode alone, where faults are tried.
CREATE TABLE limit_resets (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    at          BIGINT NOT NULL
);
