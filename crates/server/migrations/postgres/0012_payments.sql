-- The second half of 0012_base.sql: payments and what belongs to them.

CREATE TABLE attempts (
    id                  TEXT COLLATE "C" PRIMARY KEY,
    -- In the order in which they were written; SQLite counts its rows by itself.
    rowid               BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    order_reference     TEXT COLLATE "C" NOT NULL REFERENCES orders (reference),
    -- None for a charge without the shopper.
    session_id          TEXT COLLATE "C" REFERENCES sessions (id),
    -- None for a new card until it is saved, if ever.
    card_id             TEXT COLLATE "C" REFERENCES cards (id),
    card_use            TEXT COLLATE "C" NOT NULL CHECK (card_use IN ('one_click', 'merchant_scheduled', 'merchant_unscheduled')),
    provider            TEXT COLLATE "C" NOT NULL,
    -- Ours, sent to the provider.
    reference           TEXT COLLATE "C" NOT NULL UNIQUE,
    -- The unguessable part of its return and notification addresses.
    return_token        TEXT COLLATE "C" NOT NULL UNIQUE,
    state               TEXT COLLATE "C" NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
        'authorised', 'captured', 'cancelled', 'refunded',
        'declined', 'failed', 'not_found', 'expired', 'duplicate')),
    amount              BIGINT NOT NULL CHECK (amount > 0),
    currency            TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    cvc_given           BIGINT NOT NULL CHECK (cvc_given IN (0, 1)),
    provider_payment_id TEXT COLLATE "C",
    -- An id that a notification named: only asked about, never believed.
    payment_hint        TEXT COLLATE "C",
    decline_reason      TEXT COLLATE "C",
    redirect_url        TEXT COLLATE "C",
    redirect_expires_at BIGINT,
    cancel_asked_at     BIGINT,
    dispute             TEXT COLLATE "C" CHECK (dispute IN ('open', 'won', 'lost', 'charged_back')),
    -- A new card that its owner wants saved: the uses agreed to, the consent,
    -- what was prepared for it at the provider, and how far saving it is.
    save_uses           TEXT COLLATE "C",
    consent_text        TEXT COLLATE "C",
    consent_language    TEXT COLLATE "C",
    consent_at          BIGINT,
    prepared_key        TEXT COLLATE "C",
    prepared_sealed     TEXT COLLATE "C",
    save_state          TEXT COLLATE "C" CHECK (save_state IN ('requested', 'due', 'saved', 'failed')),
    save_at             BIGINT,
    save_tries          BIGINT NOT NULL DEFAULT 0,
    save_lease_until    BIGINT NOT NULL DEFAULT 0,
    save_lease_owner    TEXT COLLATE "C",
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    look_up_at          BIGINT,
    looked_up_at        BIGINT,
    -- When somebody last asked for a look-up that has not been answered yet.
    expedited_at        BIGINT,
    -- How often a look-up was asked for, and up to which of these look-ups
    -- have answered: counted, not timed.
    expedites           BIGINT NOT NULL DEFAULT 0,
    expedites_answered  BIGINT NOT NULL DEFAULT 0,
    -- Since when somebody waits for a look-up: it goes before background work.
    awaited_at          BIGINT,
    look_ups            BIGINT NOT NULL DEFAULT 0,
    empty_since         BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    lease_owner         TEXT COLLATE "C",
    -- When the row was found unreadable: the worker leaves it alone.
    parked_at           BIGINT,
    redirect_kind       TEXT COLLATE "C" NOT NULL DEFAULT 'authentication' CHECK (redirect_kind IN ('card_page', 'cvc_page', 'authentication')),
    CHECK (state <> 'declined' OR decline_reason IS NOT NULL),
    CHECK ((session_id IS NULL) = (card_use <> 'one_click')),
    CHECK (session_id IS NOT NULL OR card_id IS NOT NULL),
    -- Nothing is saved without consent on record.
    CHECK ((save_state IS NULL) = (save_uses IS NULL)),
    CHECK (save_uses IS NULL OR (consent_text IS NOT NULL AND consent_language IS NOT NULL AND consent_at IS NOT NULL)),
    CHECK ((save_state = 'due') = (save_at IS NOT NULL))
);
-- One order, one charge: every state in which money has moved or still may.
CREATE UNIQUE INDEX attempts_hold_order ON attempts (order_reference) WHERE state IN (
    'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
    'authorised', 'captured', 'cancelled', 'refunded');
CREATE INDEX attempts_of_order ON attempts (order_reference);
CREATE INDEX attempts_of_card ON attempts (card_id, updated_at);
CREATE INDEX attempts_of_payment ON attempts (provider, provider_payment_id);
CREATE INDEX attempts_due ON attempts (look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX attempts_to_save ON attempts (save_at) WHERE save_at IS NOT NULL;
CREATE INDEX attempts_leased ON attempts (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX attempts_save_leased ON attempts (save_lease_owner) WHERE save_lease_owner IS NOT NULL;

-- Append-only: an attempt's state is what its last event says.
CREATE TABLE events (
    attempt_id TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    from_state TEXT COLLATE "C",
    to_state   TEXT COLLATE "C" NOT NULL,
    by_whom    TEXT COLLATE "C" NOT NULL,
    detail     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (attempt_id, number)
);

-- Captures, cancels and refunds. `provider_payment_id` is the attempt's own or
-- that of a duplicate. The columns `before_…` are what the provider listed just
-- before the request: an unknown result is decided by the difference.
CREATE TABLE operations (
    id                    TEXT COLLATE "C" PRIMARY KEY,
    attempt_id            TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    provider_payment_id   TEXT COLLATE "C" NOT NULL,
    kind                  TEXT COLLATE "C" NOT NULL CHECK (kind IN ('capture', 'cancel', 'refund')),
    amount                BIGINT NOT NULL CHECK (amount > 0),
    currency              TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    reference             TEXT COLLATE "C" NOT NULL UNIQUE,
    state                 TEXT COLLATE "C" NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'needs_review', 'pending', 'succeeded', 'declined', 'failed')),
    by_whom               TEXT COLLATE "C" NOT NULL,
    description           TEXT COLLATE "C",
    before_captured       BIGINT NOT NULL CHECK (before_captured >= 0),
    before_refunded       BIGINT NOT NULL CHECK (before_refunded >= 0),
    before_refunds        TEXT COLLATE "C" NOT NULL,
    provider_operation_id TEXT COLLATE "C",
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL,
    version               BIGINT NOT NULL,
    look_up_at            BIGINT,
    looked_up_at          BIGINT,
    expedites             BIGINT NOT NULL DEFAULT 0,
    expedites_answered    BIGINT NOT NULL DEFAULT 0,
    awaited_at            BIGINT,
    look_ups              BIGINT NOT NULL DEFAULT 0,
    -- Since when the provider's balance has shown no difference.
    unmoved_since         BIGINT,
    -- Since when the provider has had it and not done it. Such a one is in
    -- nobody's way, also once it waits for a person.
    pending_since         BIGINT,
    lease_until           BIGINT NOT NULL DEFAULT 0,
    lease_owner           TEXT COLLATE "C",
    parked_at             BIGINT
);
-- One unresolved operation per payment.
CREATE UNIQUE INDEX operations_one_unresolved ON operations (attempt_id, provider_payment_id)
    WHERE state IN ('created', 'sent', 'unknown', 'needs_review') AND pending_since IS NULL;
CREATE INDEX operations_due ON operations (look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX operations_of_attempt ON operations (attempt_id);
CREATE INDEX operations_leased ON operations (lease_owner) WHERE lease_owner IS NOT NULL;
-- What moved at a provider without us is an operation like ours, by `provider`:
-- written once by the provider's id of it, or by what was known before it.
CREATE UNIQUE INDEX operations_found_once ON operations (attempt_id, provider_payment_id, kind, provider_operation_id)
    WHERE by_whom = 'provider' AND provider_operation_id IS NOT NULL;
CREATE UNIQUE INDEX operations_summed_once
    ON operations (attempt_id, provider_payment_id, kind, before_captured, before_refunded)
    WHERE by_whom = 'provider' AND provider_operation_id IS NULL;

-- Money found at the provider beyond the one charge of an order: when to
-- reverse it next, when that was done, or when a person decided to keep it.
CREATE TABLE duplicates (
    provider            TEXT COLLATE "C" NOT NULL,
    provider_payment_id TEXT COLLATE "C" NOT NULL,
    attempt_id          TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    found_at            BIGINT NOT NULL,
    reverse_at          BIGINT,
    reversed_at         BIGINT,
    kept_at             BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    lease_owner         TEXT COLLATE "C",
    parked_at           BIGINT,
    PRIMARY KEY (provider, provider_payment_id)
);
CREATE INDEX duplicates_due ON duplicates (reverse_at) WHERE reverse_at IS NOT NULL;
CREATE INDEX duplicates_leased ON duplicates (lease_owner) WHERE lease_owner IS NOT NULL;

-- A key is unique among what its caller asks for: the shopper's within an order,
-- the merchant's within a kind of request. Kept as long as what its request made.
CREATE TABLE idempotency_keys (
    caller      TEXT COLLATE "C" NOT NULL CHECK (caller IN ('shopper', 'merchant')),
    -- The order's reference, or the kind of request.
    scope       TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    -- What the key is bound to.
    fingerprint TEXT COLLATE "C" NOT NULL,
    -- The id of the attempt or the operation that the request made.
    subject     TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (caller, scope, key)
);

CREATE TABLE token_uses (
    attempt_id  TEXT COLLATE "C" PRIMARY KEY REFERENCES attempts (id),
    provider    TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL
);
CREATE INDEX token_uses_of_token ON token_uses (provider, fingerprint);

CREATE TABLE token_locks (
    provider    TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    locked_at   BIGINT NOT NULL,
    PRIMARY KEY (provider, fingerprint)
);

CREATE TABLE limit_resets (
    customer_id TEXT COLLATE "C" PRIMARY KEY REFERENCES customers (id),
    at          BIGINT NOT NULL
);

-- Every POST that pays, refused ones too: what the limit per token counts.
CREATE TABLE submissions (
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    at         BIGINT NOT NULL
);
CREATE INDEX submissions_of_session ON submissions (session_id, at);

CREATE TABLE lease_owners (
    owner TEXT COLLATE "C" PRIMARY KEY,
    beats BIGINT NOT NULL
);

CREATE TABLE fingerprint_key (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    key_id   TEXT COLLATE "C" NOT NULL,
    sealed   TEXT COLLATE "C" NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS TRIGGER LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''% are append-only'', TG_TABLE_NAME; END';
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consents_are_never_changed BEFORE UPDATE ON consents
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consents_are_never_deleted BEFORE DELETE ON consents
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
