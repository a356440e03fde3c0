-- What is open is counted by state and age for whoever watches the server.
CREATE INDEX attempts_open ON attempts (state, provider, created_at)
    WHERE state IN ('created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review');
CREATE INDEX operations_open ON operations (state, created_at)
    WHERE state IN ('created', 'sent', 'unknown', 'needs_review', 'pending');
