-- Everything by the name that the field has for it, as docs/glossary.md lists
-- them. Tables whose columns change are made again; what stands in them stays.
PRAGMA defer_foreign_keys = ON;

DROP INDEX cards_usual_once;
DROP INDEX cards_to_forget;
ALTER TABLE cards RENAME COLUMN usual TO is_default;
ALTER TABLE cards RENAME COLUMN forget_at TO delete_at;
ALTER TABLE cards RENAME COLUMN forget_tries TO delete_tries;
ALTER TABLE cards RENAME COLUMN forgotten_at TO deleted_at;
CREATE UNIQUE INDEX cards_default_once ON cards (customer_id) WHERE is_default = 1 AND removed_at IS NULL;
CREATE INDEX cards_to_delete ON cards (delete_at) WHERE delete_at IS NOT NULL;

ALTER TABLE sessions RENAME COLUMN keep_uses TO save_uses;

-- In the order in which they were written: the newest attempt is the last.
CREATE TEMP TABLE attempts_before AS SELECT * FROM attempts ORDER BY rowid;
DROP TABLE attempts;
CREATE TABLE attempts (
    id                  TEXT PRIMARY KEY,
    order_reference     TEXT NOT NULL REFERENCES orders (reference),
    -- None for a charge without the shopper.
    session_id          TEXT REFERENCES sessions (id),
    -- None for a new card until it is saved, if ever.
    card_id             TEXT REFERENCES cards (id),
    card_use            TEXT NOT NULL CHECK (card_use IN ('one_click', 'merchant_scheduled', 'merchant_unscheduled')),
    provider            TEXT NOT NULL,
    -- Ours, sent to the provider.
    reference           TEXT NOT NULL UNIQUE,
    -- The unguessable part of its return and notification addresses.
    return_token        TEXT NOT NULL UNIQUE,
    state               TEXT NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
        'authorised', 'captured', 'cancelled', 'refunded',
        'declined', 'failed', 'not_found', 'expired', 'duplicate')),
    amount              BIGINT NOT NULL CHECK (amount > 0),
    currency            TEXT NOT NULL CHECK (length(currency) = 3),
    idempotency_key     TEXT NOT NULL,
    fingerprint         TEXT NOT NULL,
    cvc_given           BIGINT NOT NULL CHECK (cvc_given IN (0, 1)),
    provider_payment_id TEXT,
    -- An id that a notification named: only asked about, never believed.
    payment_hint        TEXT,
    decline_reason      TEXT,
    redirect_url        TEXT,
    redirect_expires_at BIGINT,
    redirect_kind       TEXT NOT NULL DEFAULT 'authentication'
        CHECK (redirect_kind IN ('card_page', 'code_page', 'authentication')),
    -- Since when somebody asks the provider to end the page of the redirect.
    cancel_asked_at     BIGINT,
    dispute             TEXT CHECK (dispute IN ('open', 'won', 'lost', 'charged_back')),
    -- A new card that its owner wants saved: the uses agreed to, the consent,
    -- what was prepared for it at the provider, and how far saving it is.
    save_uses           TEXT,
    consent_text        TEXT,
    consent_language    TEXT,
    consent_at          BIGINT,
    prepared_key        TEXT,
    prepared_sealed     TEXT,
    save_state          TEXT CHECK (save_state IN ('requested', 'due', 'saved', 'failed')),
    save_at             BIGINT,
    save_tries          BIGINT NOT NULL DEFAULT 0,
    save_lease_until    BIGINT NOT NULL DEFAULT 0,
    save_lease_owner    TEXT,
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
    lease_owner         TEXT,
    -- When the row was found unreadable: the worker leaves it alone.
    parked_at           BIGINT,
    UNIQUE (order_reference, idempotency_key),
    CHECK (state <> 'declined' OR decline_reason IS NOT NULL),
    CHECK ((session_id IS NULL) = (card_use <> 'one_click')),
    CHECK (session_id IS NOT NULL OR card_id IS NOT NULL),
    -- Nothing is saved without consent on record.
    CHECK ((save_state IS NULL) = (save_uses IS NULL)),
    CHECK (save_uses IS NULL OR (consent_text IS NOT NULL AND consent_language IS NOT NULL AND consent_at IS NOT NULL)),
    CHECK ((save_state = 'due') = (save_at IS NOT NULL))
);
INSERT INTO attempts (id, order_reference, session_id, card_id, card_use, provider, reference, return_token, state,
        amount, currency, idempotency_key, fingerprint, cvc_given, provider_payment_id, payment_hint, decline_reason,
        redirect_url, redirect_expires_at, redirect_kind, cancel_asked_at, dispute, save_uses, consent_text,
        consent_language, consent_at, prepared_key, prepared_sealed, save_state, save_at, save_tries,
        save_lease_until, save_lease_owner, created_at, updated_at, version, look_up_at, looked_up_at, expedited_at,
        expedites, expedites_answered, awaited_at, look_ups, empty_since, lease_until, lease_owner, parked_at)
    SELECT id, order_reference, session_id, card_id, card_use, provider, reference, return_reference,
        CASE state WHEN 'not_taken' THEN 'failed' WHEN 'abandoned' THEN 'not_found' WHEN 'surplus' THEN 'duplicate'
            ELSE state END,
        amount, currency, idempotency_key, fingerprint, cvc_given, provider_payment, payment_hint, decline_reason,
        redirect_url, redirect_expires_at, redirect_kind, cancel_asked_at, dispute, keep_uses, consent_text,
        consent_language, consent_at, prepared_key, prepared_sealed,
        CASE keep_state WHEN 'wanted' THEN 'requested' WHEN 'kept' THEN 'saved' WHEN 'given_up' THEN 'failed'
            ELSE keep_state END,
        keep_at, keep_tries, keep_lease_until, keep_lease_owner, created_at, updated_at, version, look_up_at,
        looked_up_at, hurried_at, expedites, expedites_answered, awaited_at, look_ups, empty_since, lease_until,
        lease_owner, parked_at
    FROM attempts_before ORDER BY rowid;
DROP TABLE attempts_before;
-- One order, one charge: every state in which money has moved or still may.
CREATE UNIQUE INDEX attempts_hold_order ON attempts (order_reference) WHERE state IN (
    'created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review',
    'authorised', 'captured', 'cancelled', 'refunded');
CREATE INDEX attempts_of_card ON attempts (card_id, updated_at);
CREATE INDEX attempts_of_payment ON attempts (provider, provider_payment_id);
CREATE INDEX attempts_due ON attempts (look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX attempts_to_save ON attempts (save_at) WHERE save_at IS NOT NULL;
CREATE INDEX attempts_leased ON attempts (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX attempts_save_leased ON attempts (save_lease_owner) WHERE save_lease_owner IS NOT NULL;

-- Captures, cancels and refunds. `provider_payment_id` is the attempt's own or
-- that of a duplicate. The columns `before_…` are what the provider listed just
-- before the request: an unknown result is decided by the difference.
CREATE TABLE operations (
    id                    TEXT PRIMARY KEY,
    attempt_id            TEXT NOT NULL REFERENCES attempts (id),
    provider_payment_id   TEXT NOT NULL,
    kind                  TEXT NOT NULL CHECK (kind IN ('capture', 'cancel', 'refund')),
    amount                BIGINT NOT NULL CHECK (amount > 0),
    currency              TEXT NOT NULL CHECK (length(currency) = 3),
    reference             TEXT NOT NULL UNIQUE,
    state                 TEXT NOT NULL CHECK (state IN (
        'created', 'sent', 'unknown', 'needs_review', 'pending', 'succeeded', 'declined', 'failed')),
    by_whom               TEXT NOT NULL,
    description           TEXT,
    before_captured       BIGINT NOT NULL CHECK (before_captured >= 0),
    before_refunded       BIGINT NOT NULL CHECK (before_refunded >= 0),
    before_refunds        TEXT NOT NULL,
    provider_operation_id TEXT,
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
    lease_owner           TEXT,
    parked_at             BIGINT
);
INSERT INTO operations (id, attempt_id, provider_payment_id, kind, amount, currency, reference, state, by_whom,
        description, before_captured, before_refunded, before_refunds, provider_operation_id, created_at, updated_at,
        version, look_up_at, looked_up_at, expedites, expedites_answered, awaited_at, look_ups, unmoved_since,
        pending_since, lease_until, lease_owner, parked_at)
    SELECT id, attempt_id, provider_payment, kind, amount, currency, reference,
        CASE state WHEN 'done' THEN 'succeeded' WHEN 'refused' THEN 'declined' WHEN 'not_taken' THEN 'failed'
            ELSE state END,
        by_whom, description, before_captured, before_refunded, before_refunds, provider_movement, created_at,
        updated_at, version, look_up_at, looked_up_at, expedites, expedites_answered, awaited_at, look_ups,
        unmoved_since, pending_since, lease_until, lease_owner, parked_at
    FROM movements ORDER BY rowid;
DROP TABLE movements;
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
    provider            TEXT NOT NULL,
    provider_payment_id TEXT NOT NULL,
    attempt_id          TEXT NOT NULL REFERENCES attempts (id),
    found_at            BIGINT NOT NULL,
    reverse_at          BIGINT,
    reversed_at         BIGINT,
    kept_at             BIGINT,
    lease_until         BIGINT NOT NULL DEFAULT 0,
    lease_owner         TEXT,
    parked_at           BIGINT,
    PRIMARY KEY (provider, provider_payment_id)
);
INSERT INTO duplicates (provider, provider_payment_id, attempt_id, found_at, reverse_at, reversed_at, kept_at,
        lease_until, lease_owner, parked_at)
    SELECT provider, provider_payment, attempt_id, found_at, give_back_at, given_back_at, kept_at, lease_until,
        lease_owner, parked_at
    FROM surpluses;
DROP TABLE surpluses;
CREATE INDEX duplicates_due ON duplicates (reverse_at) WHERE reverse_at IS NOT NULL;
CREATE INDEX duplicates_leased ON duplicates (lease_owner) WHERE lease_owner IS NOT NULL;

-- Events are never changed, but for their words, once, here.
DROP TRIGGER events_are_never_changed;
UPDATE events SET
    from_state = CASE from_state WHEN 'not_taken' THEN 'failed' WHEN 'abandoned' THEN 'not_found'
        WHEN 'surplus' THEN 'duplicate' ELSE from_state END,
    to_state = CASE to_state WHEN 'not_taken' THEN 'failed' WHEN 'abandoned' THEN 'not_found'
        WHEN 'surplus' THEN 'duplicate' ELSE to_state END,
    kind = CASE kind WHEN 'not_taken' THEN 'failed' WHEN 'abandoned' THEN 'not_found' WHEN 'surplus' THEN 'duplicate'
        WHEN 'surplus_found' THEN 'duplicate_found' WHEN 'surplus_given_back' THEN 'duplicate_reversed'
        WHEN 'surplus_needs_person' THEN 'duplicate_needs_review' WHEN 'surplus_kept' THEN 'duplicate_kept'
        WHEN 'card_kept' THEN 'card_saved' WHEN 'card_not_kept' THEN 'card_not_saved' ELSE kind END;
UPDATE events SET kind = replace(replace(replace(kind, '_not_taken', '_failed'), '_refused', '_declined'), '_done', '_succeeded')
    WHERE kind LIKE 'page!_cancel!_%' ESCAPE '!' OR kind LIKE 'capture!_%' ESCAPE '!' OR kind LIKE 'cancel!_%' ESCAPE '!' OR kind LIKE 'refund!_%' ESCAPE '!';
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
