-- A person looks for payments by their state, and for what waits for one.
CREATE INDEX attempts_ended ON attempts (state, created_at, id)
    WHERE state IN ('authorised', 'captured', 'cancelled', 'refunded', 'declined', 'failed', 'expired', 'not_found', 'duplicate');
CREATE INDEX duplicates_for_review ON duplicates (attempt_id)
    WHERE reverse_at IS NULL AND reversed_at IS NULL AND kept_at IS NULL;
