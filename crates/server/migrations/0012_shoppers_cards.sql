-- Until when a removed card can be brought back: a payment may put its deletion off
-- further. It stays the default card until another is chosen.
ALTER TABLE cards ADD COLUMN restore_until BIGINT;
UPDATE cards SET restore_until = delete_at WHERE delete_at IS NOT NULL AND delete_tries = 0;
UPDATE cards SET is_default = 0 WHERE removed_at IS NOT NULL;
DROP INDEX cards_default_once;
CREATE UNIQUE INDEX cards_default_once ON cards (customer_id) WHERE is_default = 1;
