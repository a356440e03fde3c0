-- A session made for a guest stays a guest's, also when its order finds its
-- customer later: its token shows and charges nobody's cards.
ALTER TABLE sessions ADD COLUMN guest BIGINT NOT NULL DEFAULT 0 CHECK (guest IN (0, 1));
UPDATE sessions SET guest = 1
    WHERE order_reference IN (SELECT reference FROM orders WHERE customer_id IS NULL);
