-- Whether the shopper paid on the pay page: who comes back from a provider's page is sent
-- there, not to the shop's.
ALTER TABLE attempts ADD COLUMN on_pay_page BIGINT NOT NULL DEFAULT 0 CHECK (on_pay_page IN (0, 1));
