-- A token is known again whoever's card it is: its lock and its wrong security
-- codes are its own, whatever becomes of the cards that have it.

-- The key of the tokens' fingerprints, sealed with a key of the vault. It stays
-- when that key is changed, so that a fingerprint never changes.
CREATE TABLE fingerprint_key (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    key_id   TEXT NOT NULL,
    sealed   TEXT NOT NULL
);

-- Fingerprints were made for one customer alone; the server makes them anew when
-- it starts, as it alone can open the tokens.
UPDATE cards SET fingerprint = 'former:' || fingerprint WHERE fingerprint <> '';
CREATE INDEX cards_of_token ON cards (provider, fingerprint);

-- By which token an attempt by a stored card was.
CREATE TABLE token_uses (
    attempt_id  TEXT PRIMARY KEY REFERENCES attempts (id),
    provider    TEXT NOT NULL,
    fingerprint TEXT NOT NULL
);
CREATE INDEX token_uses_of_token ON token_uses (provider, fingerprint);

-- Tokens that may not pay any more. `cards.locked_at` is the same, beside the card.
CREATE TABLE token_locks (
    provider    TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    locked_at   BIGINT NOT NULL,
    PRIMARY KEY (provider, fingerprint)
);

-- Every consent that a card was kept by. The newest stands in `cards` too.
CREATE TABLE consents (
    card_id          TEXT NOT NULL REFERENCES cards (id),
    consent_text     TEXT NOT NULL,
    consent_language TEXT NOT NULL,
    consent_at       BIGINT NOT NULL,
    uses             TEXT NOT NULL,
    recorded_at      BIGINT NOT NULL,
    PRIMARY KEY (card_id, consent_text, consent_language, consent_at, uses)
);
INSERT INTO consents SELECT id, consent_text, consent_language, consent_at, uses, created_at FROM cards;
CREATE TRIGGER consents_are_never_changed BEFORE UPDATE ON consents
BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;
CREATE TRIGGER consents_are_never_deleted BEFORE DELETE ON consents
BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;
