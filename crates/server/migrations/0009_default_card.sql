-- The card to pick at first is the default card, as everybody calls it.
DROP INDEX cards_usual_once;
ALTER TABLE cards RENAME COLUMN usual TO is_default;
CREATE UNIQUE INDEX cards_default_once ON cards (customer_id) WHERE is_default = 1 AND removed_at IS NULL;
