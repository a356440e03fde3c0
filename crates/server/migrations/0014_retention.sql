-- What is kept for its time alone, and goes after it.

-- When what is known of a person was taken off an ended session that has a payment.
-- One without a payment is deleted.
ALTER TABLE sessions ADD COLUMN cleared_at BIGINT;
CREATE INDEX sessions_to_clear ON sessions (expires_at) WHERE cleared_at IS NULL;
-- A session that is deleted is looked for here.
CREATE INDEX attempts_of_session ON attempts (session_id);

-- Since when what is known of the customer is kept without being needed; null once it
-- is gone.
ALTER TABLE customers ADD COLUMN kept_since BIGINT;
UPDATE customers SET kept_since = COALESCE((
    SELECT MAX(sessions.created_at) FROM orders JOIN sessions ON sessions.order_reference = orders.reference
    WHERE orders.customer_id = customers.id), created_at);
CREATE INDEX customers_to_clear ON customers (kept_since) WHERE kept_since IS NOT NULL;

-- Deleted cards of which more is known than the payments by them need.
CREATE INDEX cards_to_clear ON cards (deleted_at)
    WHERE deleted_at IS NOT NULL AND (expiry_year IS NOT NULL OR initial_transaction IS NOT NULL);
