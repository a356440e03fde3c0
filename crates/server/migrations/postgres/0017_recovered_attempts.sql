-- An attempt that a store has lost and found again at its provider has neither session
-- nor card.

-- When it was found.
ALTER TABLE attempts ADD COLUMN recovered_at BIGINT;
-- By the names that PostgreSQL gives to checks without one.
ALTER TABLE attempts DROP CONSTRAINT attempts_check1, DROP CONSTRAINT attempts_check2;
ALTER TABLE attempts
    ADD CHECK (recovered_at IS NOT NULL OR (session_id IS NULL) = (card_use <> 'one_click')),
    ADD CHECK (recovered_at IS NOT NULL OR session_id IS NOT NULL OR card_id IS NOT NULL);
