-- What is durable. Times are Unix milliseconds, amounts minor units, flags 0 or 1,
-- binary values base64url or hexadecimal text. One order is one row of `orders`;
-- what must never happen to money is forbidden here, not only in the code.

-- One row: a store is for test money or for real money, never for both.
CREATE TABLE deployment (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    mode     TEXT NOT NULL CHECK (mode IN ('test', 'live'))
);

CREATE TABLE customers (
    id         TEXT PRIMARY KEY,
    email      TEXT,
    first_name TEXT,
    last_name  TEXT,
    phone      TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE orders (
    reference   TEXT PRIMARY KEY,
    customer_id TEXT REFERENCES customers (id),
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT NOT NULL CHECK (length(currency) = 3),
    created_at  BIGINT NOT NULL
);

CREATE INDEX orders_of_customer ON orders (customer_id);

-- The client token is kept as a hash. A session whose amount is not its
-- order's any more has been superseded. One made for a guest stays a guest's,
-- also when its order finds its customer later: it shows nobody's cards.
CREATE TABLE sessions (
    id                   TEXT PRIMARY KEY,
    token_hash           TEXT NOT NULL UNIQUE,
    order_reference      TEXT NOT NULL REFERENCES orders (reference),
    amount               BIGINT NOT NULL CHECK (amount > 0),
    currency             TEXT NOT NULL CHECK (length(currency) = 3),
    return_url           TEXT NOT NULL,
    language             TEXT,
    description          TEXT,
    statement_descriptor TEXT,
    three_d_secure       BIGINT NOT NULL CHECK (three_d_secure IN (0, 1)),
    capture              BIGINT NOT NULL CHECK (capture IN (0, 1)),
    cvc                  TEXT NOT NULL CHECK (cvc IN ('never', 'optional', 'required', 'hosted')),
    guest                BIGINT NOT NULL CHECK (guest IN (0, 1)),
    mode                 TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    created_at           BIGINT NOT NULL,
    expires_at           BIGINT NOT NULL CHECK (expires_at > created_at)
);
CREATE INDEX sessions_of_order ON sessions (order_reference);

CREATE TABLE cards (
    id                  TEXT PRIMARY KEY,
    customer_id         TEXT NOT NULL REFERENCES customers (id),
    provider            TEXT NOT NULL,
    token_key           TEXT NOT NULL,
    token_sealed        TEXT NOT NULL,
    fingerprint         TEXT NOT NULL,
    brand               TEXT NOT NULL,
    last_four           TEXT NOT NULL CHECK (length(last_four) = 4),
    expiry_month        BIGINT NOT NULL CHECK (expiry_month BETWEEN 1 AND 12),
    expiry_year         BIGINT NOT NULL CHECK (expiry_year BETWEEN 2000 AND 2099),
    uses                TEXT NOT NULL,
    consent_text        TEXT NOT NULL,
    consent_language    TEXT NOT NULL,
    consent_at          BIGINT NOT NULL,
    initial_transaction TEXT,
    usual               BIGINT NOT NULL CHECK (usual IN (0, 1)),
    locked_at           BIGINT,
    paid_at             BIGINT,
    created_at          BIGINT NOT NULL,
    removed_at          BIGINT
);
CREATE INDEX cards_of_customer ON cards (customer_id);
CREATE UNIQUE INDEX cards_once ON cards (provider, customer_id, fingerprint) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX cards_usual_once ON cards (customer_id) WHERE usual = 1 AND removed_at IS NULL;

CREATE TABLE attempts (
    id                  TEXT PRIMARY KEY,
    order_reference     TEXT NOT NULL REFERENCES orders (reference),
    session_id          TEXT NOT NULL REFERENCES sessions (id),
    card_id             TEXT NOT NULL REFERENCES cards (id),
    provider            TEXT NOT NULL,
    reference           TEXT NOT NULL UNIQUE,
    return_reference    TEXT NOT NULL UNIQUE,
    state               TEXT NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
        'authorised', 'captured', 'cancelled', 'refunded',
        'declined', 'not_taken', 'expired', 'abandoned', 'surplus')),
    amount              BIGINT NOT NULL CHECK (amount > 0),
    currency            TEXT NOT NULL CHECK (length(currency) = 3),
    idempotency_key     TEXT NOT NULL,
    fingerprint         TEXT NOT NULL,
    cvc_given           BIGINT NOT NULL CHECK (cvc_given IN (0, 1)),
    provider_payment    TEXT,
    decline_reason      TEXT,
    redirect_url        TEXT,
    redirect_expires_at BIGINT,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    look_up_at          BIGINT,
    looked_up_at        BIGINT,
    look_ups            BIGINT NOT NULL DEFAULT 0,
    empty_since         BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    UNIQUE (order_reference, idempotency_key),
    CHECK (state <> 'declined' OR decline_reason IS NOT NULL)
);

-- One order, one charge: every state in which money has moved or still may.
CREATE UNIQUE INDEX attempts_hold_order ON attempts (order_reference) WHERE state IN (
    'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
    'authorised', 'captured', 'cancelled', 'refunded');
CREATE INDEX attempts_of_card ON attempts (card_id, updated_at);
CREATE INDEX attempts_due ON attempts (look_up_at) WHERE look_up_at IS NOT NULL;

-- Append-only: an attempt's state is what its last event says.
CREATE TABLE events (
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    from_state TEXT,
    to_state   TEXT NOT NULL,
    by_whom    TEXT NOT NULL,
    detail     TEXT NOT NULL,
    PRIMARY KEY (attempt_id, number)
);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- Money found at the provider beyond the one charge of an order.
CREATE TABLE surpluses (
    provider         TEXT NOT NULL,
    provider_payment TEXT NOT NULL,
    attempt_id       TEXT NOT NULL REFERENCES attempts (id),
    found_at         BIGINT NOT NULL,
    PRIMARY KEY (provider, provider_payment)
);

-- Every POST that pays, refused ones too: what the limit per token counts.
CREATE TABLE submissions (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    at         BIGINT NOT NULL
);
CREATE INDEX submissions_of_session ON submissions (session_id, at);
