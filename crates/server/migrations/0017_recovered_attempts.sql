-- An attempt that a store has lost and found again at its provider has neither session
-- nor card.
PRAGMA defer_foreign_keys = ON;

-- In the order in which they were written: the newest attempt is the last.
CREATE TEMP TABLE attempts_before AS SELECT * FROM attempts ORDER BY rowid;
DROP TABLE attempts;
CREATE TABLE attempts (
    id                  TEXT PRIMARY KEY,
    order_reference     TEXT NOT NULL REFERENCES orders (reference),
    -- Among the order's attempts, from 1: the reference is derived from it.
    number              BIGINT NOT NULL DEFAULT 1 CHECK (number > 0),
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
    cvc_given           BIGINT NOT NULL CHECK (cvc_given IN (0, 1)),
    provider_payment_id TEXT,
    -- An id that a notification named: only asked about, never believed.
    payment_hint        TEXT,
    decline_reason      TEXT,
    redirect_url        TEXT,
    redirect_expires_at BIGINT,
    redirect_kind       TEXT NOT NULL DEFAULT 'authentication'
        CHECK (redirect_kind IN ('card_page', 'cvc_page', 'authentication')),
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
    -- When it was found at its provider: a lost one, of which no more is known.
    recovered_at        BIGINT,
    CHECK (state <> 'declined' OR decline_reason IS NOT NULL),
    CHECK (recovered_at IS NOT NULL OR (session_id IS NULL) = (card_use <> 'one_click')),
    CHECK (recovered_at IS NOT NULL OR session_id IS NOT NULL OR card_id IS NOT NULL),
    -- Nothing is saved without consent on record.
    CHECK ((save_state IS NULL) = (save_uses IS NULL)),
    CHECK (save_uses IS NULL OR (consent_text IS NOT NULL AND consent_language IS NOT NULL AND consent_at IS NOT NULL)),
    CHECK ((save_state = 'due') = (save_at IS NOT NULL))
);
INSERT INTO attempts (id, order_reference, session_id, card_id, card_use, provider, reference, return_token, state,
        amount, currency, cvc_given, provider_payment_id, payment_hint, decline_reason, redirect_url,
        redirect_expires_at, redirect_kind, cancel_asked_at, dispute, save_uses, consent_text, consent_language,
        consent_at, prepared_key, prepared_sealed, save_state, save_at, save_tries, save_lease_until,
        save_lease_owner, created_at, updated_at, version, look_up_at, looked_up_at, expedited_at, expedites,
        expedites_answered, awaited_at, look_ups, empty_since, lease_until, lease_owner, parked_at, number)
    SELECT id, order_reference, session_id, card_id, card_use, provider, reference, return_token, state,
        amount, currency, cvc_given, provider_payment_id, payment_hint, decline_reason, redirect_url,
        redirect_expires_at, redirect_kind, cancel_asked_at, dispute, save_uses, consent_text, consent_language,
        consent_at, prepared_key, prepared_sealed, save_state, save_at, save_tries, save_lease_until,
        save_lease_owner, created_at, updated_at, version, look_up_at, looked_up_at, expedited_at, expedites,
        expedites_answered, awaited_at, look_ups, empty_since, lease_until, lease_owner, parked_at, number
    FROM attempts_before ORDER BY rowid;
DROP TABLE attempts_before;
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
CREATE UNIQUE INDEX attempts_numbered ON attempts (order_reference, number);
CREATE INDEX attempts_of_session ON attempts (session_id);
