-- A payment of which nobody knows what became of it is looked up before those that are over
-- and only watched.
CREATE INDEX attempts_urgent ON attempts (provider,
    (CASE WHEN state IN ('created', 'sent', 'unknown', 'action_required', 'processing') THEN look_up_at END))
    WHERE CASE WHEN state IN ('created', 'sent', 'unknown', 'action_required', 'processing') THEN look_up_at END IS NOT NULL;
