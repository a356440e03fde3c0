-- What SQLite's first twelve migrations have made, at once: tables, columns, indexes
-- and constraints have the same names and say the same. Numbers are BIGINT; texts sort
-- by their bytes, as SQLite's do.

-- The smaller and the larger of two, as SQLite calls them; of nothing, nothing.
CREATE FUNCTION min(one BIGINT, other BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    AS 'SELECT CASE WHEN one <= other THEN one WHEN other < one THEN other END';
CREATE FUNCTION max(one BIGINT, other BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    AS 'SELECT CASE WHEN one >= other THEN one WHEN other > one THEN other END';

-- One row: a store is for test money or for real money, never for both.
CREATE TABLE deployment (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    mode     TEXT COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live'))
);

-- Personal data is removed on demand; the row stays for the orders' sake.
CREATE TABLE customers (
    id         TEXT COLLATE "C" PRIMARY KEY,
    email      TEXT COLLATE "C",
    first_name TEXT COLLATE "C",
    last_name  TEXT COLLATE "C",
    phone      TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    erased_at  BIGINT
);

CREATE TABLE orders (
    reference   TEXT COLLATE "C" PRIMARY KEY,
    customer_id TEXT COLLATE "C" REFERENCES customers (id),
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    created_at  BIGINT NOT NULL
);
CREATE INDEX orders_of_customer ON orders (customer_id);

-- The client token is kept as a hash. A session whose amount is not its
-- order's any more has been superseded. One made for a guest stays a guest's,
-- also when its order finds its customer later: it shows nobody's cards. The
-- addresses are JSON objects of the members that the merchant sent.
CREATE TABLE sessions (
    id                   TEXT COLLATE "C" PRIMARY KEY,
    token_hash           TEXT COLLATE "C" NOT NULL UNIQUE,
    order_reference      TEXT COLLATE "C" NOT NULL REFERENCES orders (reference),
    amount               BIGINT NOT NULL CHECK (amount > 0),
    currency             TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    return_url           TEXT COLLATE "C" NOT NULL,
    language             TEXT COLLATE "C",
    description          TEXT COLLATE "C",
    statement_descriptor TEXT COLLATE "C",
    three_d_secure       BIGINT NOT NULL CHECK (three_d_secure IN (0, 1)),
    capture              BIGINT NOT NULL CHECK (capture IN (0, 1)),
    cvc                  TEXT COLLATE "C" NOT NULL CHECK (cvc IN ('never', 'optional', 'required', 'hosted')),
    guest                BIGINT NOT NULL CHECK (guest IN (0, 1)),
    mode                 TEXT COLLATE "C" NOT NULL CHECK (mode IN ('test', 'live')),
    created_at           BIGINT NOT NULL,
    expires_at           BIGINT NOT NULL CHECK (expires_at > created_at),
    provider             TEXT COLLATE "C",
    billing              TEXT COLLATE "C",
    shipping             TEXT COLLATE "C",
    save_uses            TEXT COLLATE "C" NOT NULL DEFAULT 'one_click'
);
CREATE INDEX sessions_of_order ON sessions (order_reference);

CREATE TABLE cards (
    id                  TEXT COLLATE "C" PRIMARY KEY,
    customer_id         TEXT COLLATE "C" NOT NULL REFERENCES customers (id),
    provider            TEXT COLLATE "C" NOT NULL,
    token_key           TEXT COLLATE "C" NOT NULL,
    token_sealed        TEXT COLLATE "C" NOT NULL,
    fingerprint         TEXT COLLATE "C" NOT NULL,
    brand               TEXT COLLATE "C" NOT NULL,
    last_four           TEXT COLLATE "C" NOT NULL CHECK (length(last_four) = 4),
    -- Some providers do not tell it.
    expiry_month        BIGINT CHECK (expiry_month BETWEEN 1 AND 12),
    expiry_year         BIGINT CHECK (expiry_year BETWEEN 2000 AND 2099),
    uses                TEXT COLLATE "C" NOT NULL,
    consent_text        TEXT COLLATE "C" NOT NULL,
    consent_language    TEXT COLLATE "C" NOT NULL,
    consent_at          BIGINT NOT NULL,
    initial_transaction TEXT COLLATE "C",
    is_default          BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    locked_at           BIGINT,
    paid_at             BIGINT,
    created_at          BIGINT NOT NULL,
    -- Removed: unusable from here on, deleted at the provider when due. The
    -- token is emptied once the provider has deleted it.
    removed_at          BIGINT,
    delete_at           BIGINT,
    delete_tries        BIGINT NOT NULL DEFAULT 0,
    deleted_at          BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    lease_owner         TEXT COLLATE "C",
    parked_at           BIGINT,
    restore_until       BIGINT,
    CHECK ((expiry_month IS NULL) = (expiry_year IS NULL)),
    CHECK (removed_at IS NOT NULL OR (delete_at IS NULL AND deleted_at IS NULL)),
    CHECK (deleted_at IS NULL OR token_sealed = '')
);
CREATE INDEX cards_of_customer ON cards (customer_id);
CREATE UNIQUE INDEX cards_once ON cards (provider, customer_id, fingerprint) WHERE removed_at IS NULL;
CREATE INDEX cards_leased ON cards (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX cards_of_token ON cards (provider, fingerprint);
CREATE INDEX cards_to_delete ON cards (delete_at) WHERE delete_at IS NOT NULL;
CREATE UNIQUE INDEX cards_default_once ON cards (customer_id) WHERE is_default = 1;

CREATE TABLE consents (
    card_id          TEXT COLLATE "C" NOT NULL REFERENCES cards (id),
    consent_text     TEXT COLLATE "C" NOT NULL,
    consent_language TEXT COLLATE "C" NOT NULL,
    consent_at       BIGINT NOT NULL,
    uses             TEXT COLLATE "C" NOT NULL,
    recorded_at      BIGINT NOT NULL,
    PRIMARY KEY (card_id, consent_text, consent_language, consent_at, uses)
);
