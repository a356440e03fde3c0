-- What moved at a provider without us is a movement like ours, by `provider`:
-- written once by the provider's id of it, or by what was known before it.
CREATE UNIQUE INDEX movements_found_once ON movements (attempt_id, provider_payment, kind, provider_movement)
    WHERE by_whom = 'provider' AND provider_movement IS NOT NULL;
CREATE UNIQUE INDEX movements_summed_once ON movements (attempt_id, provider_payment, kind, before_captured, before_refunded)
    WHERE by_whom = 'provider' AND provider_movement IS NULL;

-- Since when the provider has had a movement and not done it. Such a one is in
-- nobody's way, also once it waits for a person.
ALTER TABLE movements ADD COLUMN pending_since BIGINT;
UPDATE movements SET pending_since = updated_at WHERE state = 'pending';
DROP INDEX movements_one_unresolved;
CREATE UNIQUE INDEX movements_one_unresolved ON movements (attempt_id, provider_payment)
    WHERE state IN ('created', 'sent', 'unknown', 'needs_review') AND pending_since IS NULL;

-- A person decided that the merchant keeps the money.
ALTER TABLE surpluses ADD COLUMN kept_at BIGINT;
