-- Several providers: cards that the shopper adds and that may have no known
-- expiry, charges without the shopper, captures, cancels and refunds.
-- Tables whose columns change are made again; what stands in them stays.
PRAGMA defer_foreign_keys = ON;

-- Personal data is removed on demand; the row stays for the orders' sake.
ALTER TABLE customers ADD COLUMN erased_at BIGINT;

ALTER TABLE sessions ADD COLUMN provider TEXT;
-- JSON objects of the members that the merchant sent.
ALTER TABLE sessions ADD COLUMN billing TEXT;
ALTER TABLE sessions ADD COLUMN shipping TEXT;
-- The uses that the shopper is asked to agree to when a new card is kept.
ALTER TABLE sessions ADD COLUMN keep_uses TEXT NOT NULL DEFAULT 'one_click';

CREATE TEMP TABLE cards_before AS SELECT * FROM cards;
DROP TABLE cards;
CREATE TABLE cards (
    id                  TEXT PRIMARY KEY,
    customer_id         TEXT NOT NULL REFERENCES customers (id),
    provider            TEXT NOT NULL,
    token_key           TEXT NOT NULL,
    token_sealed        TEXT NOT NULL,
    fingerprint         TEXT NOT NULL,
    brand               TEXT NOT NULL,
    last_four           TEXT NOT NULL CHECK (length(last_four) = 4),
    -- Some providers do not tell it.
    expiry_month        BIGINT CHECK (expiry_month BETWEEN 1 AND 12),
    expiry_year         BIGINT CHECK (expiry_year BETWEEN 2000 AND 2099),
    uses                TEXT NOT NULL,
    consent_text        TEXT NOT NULL,
    consent_language    TEXT NOT NULL,
    consent_at          BIGINT NOT NULL,
    initial_transaction TEXT,
    usual               BIGINT NOT NULL CHECK (usual IN (0, 1)),
    locked_at           BIGINT,
    paid_at             BIGINT,
    created_at          BIGINT NOT NULL,
    -- Removed: unusable from here on, forgotten at the provider when due. The
    -- token is emptied once the provider has forgotten it.
    removed_at          BIGINT,
    forget_at           BIGINT,
    forget_tries        BIGINT NOT NULL DEFAULT 0,
    forgotten_at        BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    CHECK ((expiry_month IS NULL) = (expiry_year IS NULL)),
    CHECK (removed_at IS NOT NULL OR (forget_at IS NULL AND forgotten_at IS NULL)),
    CHECK (forgotten_at IS NULL OR token_sealed = '')
);
INSERT INTO cards (id, customer_id, provider, token_key, token_sealed, fingerprint, brand, last_four,
        expiry_month, expiry_year, uses, consent_text, consent_language, consent_at, initial_transaction,
        usual, locked_at, paid_at, created_at, removed_at, forget_at)
    SELECT id, customer_id, provider, token_key, token_sealed, fingerprint, brand, last_four,
        expiry_month, expiry_year, uses, consent_text, consent_language, consent_at, initial_transaction,
        usual, locked_at, paid_at, created_at, removed_at, removed_at
    FROM cards_before;
DROP TABLE cards_before;
CREATE INDEX cards_of_customer ON cards (customer_id);
CREATE UNIQUE INDEX cards_once ON cards (provider, customer_id, fingerprint) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX cards_usual_once ON cards (customer_id) WHERE usual = 1 AND removed_at IS NULL;
CREATE INDEX cards_to_forget ON cards (forget_at) WHERE forget_at IS NOT NULL;

CREATE TEMP TABLE attempts_before AS SELECT * FROM attempts;
DROP TABLE attempts;
CREATE TABLE attempts (
    id                  TEXT PRIMARY KEY,
    order_reference     TEXT NOT NULL REFERENCES orders (reference),
    -- None for a charge without the shopper.
    session_id          TEXT REFERENCES sessions (id),
    -- None for a new card until it is kept, if ever.
    card_id             TEXT REFERENCES cards (id),
    card_use            TEXT NOT NULL CHECK (card_use IN ('one_click', 'merchant_scheduled', 'merchant_unscheduled')),
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
    -- An id that a notification named: only asked about, never believed.
    payment_hint        TEXT,
    decline_reason      TEXT,
    redirect_url        TEXT,
    redirect_expires_at BIGINT,
    dispute             TEXT CHECK (dispute IN ('open', 'won', 'lost', 'charged_back')),
    -- A new card that its owner wants kept: the uses agreed to, the consent,
    -- what was prepared for it at the provider, and how far keeping it is.
    keep_uses           TEXT,
    consent_text        TEXT,
    consent_language    TEXT,
    consent_at          BIGINT,
    prepared_key        TEXT,
    prepared_sealed     TEXT,
    keep_state          TEXT CHECK (keep_state IN ('wanted', 'due', 'kept', 'given_up')),
    keep_at             BIGINT,
    keep_tries          BIGINT NOT NULL DEFAULT 0,
    keep_lease_until    BIGINT NOT NULL DEFAULT 0,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    look_up_at          BIGINT,
    looked_up_at        BIGINT,
    -- When somebody last asked for a look-up that has not been answered yet.
    hurried_at          BIGINT,
    look_ups            BIGINT NOT NULL DEFAULT 0,
    empty_since         BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    UNIQUE (order_reference, idempotency_key),
    CHECK (state <> 'declined' OR decline_reason IS NOT NULL),
    CHECK ((session_id IS NULL) = (card_use <> 'one_click')),
    CHECK (session_id IS NOT NULL OR card_id IS NOT NULL),
    -- Nothing is kept without consent on record.
    CHECK ((keep_state IS NULL) = (keep_uses IS NULL)),
    CHECK (keep_uses IS NULL OR (consent_text IS NOT NULL AND consent_language IS NOT NULL AND consent_at IS NOT NULL)),
    CHECK ((keep_state = 'due') = (keep_at IS NOT NULL))
);
INSERT INTO attempts (id, order_reference, session_id, card_id, card_use, provider, reference, return_reference,
        state, amount, currency, idempotency_key, fingerprint, cvc_given, provider_payment, decline_reason,
        redirect_url, redirect_expires_at, created_at, updated_at, version, look_up_at, looked_up_at, look_ups,
        empty_since, lease_until)
    SELECT id, order_reference, session_id, card_id, 'one_click', provider, reference, return_reference,
        state, amount, currency, idempotency_key, fingerprint, cvc_given, provider_payment, decline_reason,
        redirect_url, redirect_expires_at, created_at, updated_at, version, look_up_at, looked_up_at, look_ups,
        empty_since, lease_until
    FROM attempts_before;
DROP TABLE attempts_before;
CREATE UNIQUE INDEX attempts_hold_order ON attempts (order_reference) WHERE state IN (
    'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
    'authorised', 'captured', 'cancelled', 'refunded');
CREATE INDEX attempts_of_card ON attempts (card_id, updated_at);
CREATE INDEX attempts_of_payment ON attempts (provider, provider_payment);
CREATE INDEX attempts_due ON attempts (look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX attempts_to_keep ON attempts (keep_at) WHERE keep_at IS NOT NULL;

-- Captures, cancels and refunds. `provider_payment` is the attempt's own or
-- that of a surplus. The columns `before_…` are what the provider listed just
-- before the request: an unknown result is decided by the difference.
CREATE TABLE movements (
    id                TEXT PRIMARY KEY,
    attempt_id        TEXT NOT NULL REFERENCES attempts (id),
    provider_payment  TEXT NOT NULL,
    kind              TEXT NOT NULL CHECK (kind IN ('capture', 'cancel', 'refund')),
    amount            BIGINT NOT NULL CHECK (amount > 0),
    currency          TEXT NOT NULL CHECK (length(currency) = 3),
    reference         TEXT NOT NULL UNIQUE,
    state             TEXT NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'needs_review', 'pending', 'done', 'refused', 'not_taken')),
    by_whom           TEXT NOT NULL,
    description       TEXT,
    before_captured   BIGINT NOT NULL CHECK (before_captured >= 0),
    before_refunded   BIGINT NOT NULL CHECK (before_refunded >= 0),
    before_refunds    TEXT NOT NULL,
    provider_movement TEXT,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    version           BIGINT NOT NULL,
    look_up_at        BIGINT,
    looked_up_at      BIGINT,
    look_ups          BIGINT NOT NULL DEFAULT 0,
    -- Since when the provider's totals have shown no difference.
    unmoved_since     BIGINT,
    lease_until       BIGINT NOT NULL DEFAULT 0
);
-- One unresolved movement of money per payment.
CREATE UNIQUE INDEX movements_one_unresolved ON movements (attempt_id, provider_payment)
    WHERE state IN ('created', 'sent', 'unknown', 'needs_review');
CREATE INDEX movements_due ON movements (look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX movements_of_attempt ON movements (attempt_id);

-- Idempotency keys of the merchant's calls that move money without a session.
CREATE TABLE merchant_keys (
    operation   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    subject     TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (operation, key)
);

-- A surplus is given back by the engine: when to try next, and when it was done.
ALTER TABLE surpluses ADD COLUMN give_back_at BIGINT;
ALTER TABLE surpluses ADD COLUMN given_back_at BIGINT;
ALTER TABLE surpluses ADD COLUMN lease_until BIGINT NOT NULL DEFAULT 0;
UPDATE surpluses SET give_back_at = found_at;
CREATE INDEX surpluses_due ON surpluses (give_back_at) WHERE give_back_at IS NOT NULL;
