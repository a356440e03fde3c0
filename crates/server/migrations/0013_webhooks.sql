-- What the merchant is told: written in the transaction of the change that it tells
-- of, and sent in order.

-- Whether this deployment tells the merchant anything, as its servers are configured.
ALTER TABLE deployment ADD COLUMN sends_webhooks BIGINT NOT NULL DEFAULT 0 CHECK (sends_webhooks IN (0, 1));

-- One line for each payment and each card that the merchant is told of. The webhook
-- after `done_sequence` alone is sent: those behind it wait.
CREATE TABLE webhook_lines (
    -- The id of the payment or of the card.
    subject       TEXT PRIMARY KEY,
    -- Of the last webhook that was written.
    last_sequence BIGINT NOT NULL CHECK (last_sequence > 0),
    -- Up to which one they are delivered or skipped.
    done_sequence BIGINT NOT NULL CHECK (done_sequence >= 0 AND done_sequence <= last_sequence),
    -- When the next one is sent.
    due_at        BIGINT,
    -- Since when a parked one holds the line.
    held_at       BIGINT,
    lease_until   BIGINT NOT NULL DEFAULT 0,
    lease_owner   TEXT,
    -- When the row was found unreadable: the worker leaves it alone.
    parked_at     BIGINT,
    -- What is not done is due or held, and one of them.
    CHECK ((done_sequence = last_sequence) = (due_at IS NULL AND held_at IS NULL)),
    CHECK (due_at IS NULL OR held_at IS NULL)
);
CREATE INDEX webhook_lines_due ON webhook_lines (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_lines_leased ON webhook_lines (lease_owner) WHERE lease_owner IS NOT NULL;

CREATE TABLE webhooks (
    id             TEXT PRIMARY KEY,
    subject        TEXT NOT NULL REFERENCES webhook_lines (subject),
    sequence       BIGINT NOT NULL CHECK (sequence > 0),
    type           TEXT NOT NULL,
    -- The bytes that are sent, the same at every try.
    body           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'parked', 'skipped')),
    created_at     BIGINT NOT NULL,
    tries          BIGINT NOT NULL DEFAULT 0,
    first_tried_at BIGINT,
    last_tried_at  BIGINT,
    -- Why the last try failed.
    last_failure   TEXT,
    -- When it was delivered or skipped.
    ended_at       BIGINT,
    UNIQUE (subject, sequence),
    CHECK ((ended_at IS NOT NULL) = (state IN ('delivered', 'skipped')))
);
CREATE INDEX webhooks_by_state ON webhooks (state, created_at, id);

-- Who had a webhook sent again or skipped, and why. Append-only.
CREATE TABLE webhook_events (
    webhook_id TEXT NOT NULL REFERENCES webhooks (id),
    number     BIGINT NOT NULL CHECK (number > 0),
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('redelivered', 'skipped')),
    by_whom    TEXT NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (webhook_id, number)
);
