-- Work is found by whom it asks, and then by its time: what waits for a provider that
-- hangs, however much it is, is not read for the others.
ALTER TABLE operations ADD COLUMN provider TEXT NOT NULL DEFAULT '';
UPDATE operations SET provider = (SELECT attempts.provider FROM attempts WHERE attempts.id = operations.attempt_id);
DROP INDEX attempts_due;
CREATE INDEX attempts_due ON attempts (provider, look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX attempts_awaited ON attempts (provider, awaited_at) WHERE awaited_at IS NOT NULL;
DROP INDEX attempts_to_save;
CREATE INDEX attempts_to_save ON attempts (provider, save_at) WHERE save_at IS NOT NULL;
DROP INDEX cards_to_delete;
CREATE INDEX cards_to_delete ON cards (provider, delete_at) WHERE delete_at IS NOT NULL;
DROP INDEX duplicates_due;
CREATE INDEX duplicates_due ON duplicates (provider, reverse_at) WHERE reverse_at IS NOT NULL;
DROP INDEX operations_due;
CREATE INDEX operations_due ON operations (provider, look_up_at) WHERE look_up_at IS NOT NULL;
CREATE INDEX operations_awaited ON operations (provider, awaited_at) WHERE awaited_at IS NOT NULL;
-- Somebody waits for a new card that was not asked for yet.
CREATE INDEX attempts_save_awaited ON attempts (provider, (CASE WHEN save_tries = 0 THEN save_at END))
    WHERE CASE WHEN save_tries = 0 THEN save_at END IS NOT NULL;
