-- What the page of a redirect asks for, and since when somebody asks the
-- provider to end it.
ALTER TABLE attempts ADD COLUMN redirect_kind TEXT NOT NULL DEFAULT 'authentication'
    CHECK (redirect_kind IN ('card_page', 'code_page', 'authentication'));
ALTER TABLE attempts ADD COLUMN cancel_asked_at BIGINT;
-- Until a new card is kept, its attempt has none.
UPDATE attempts SET redirect_kind = 'card_page' WHERE card_id IS NULL;
