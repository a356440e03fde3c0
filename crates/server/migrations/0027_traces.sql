-- In which trace a webhook is told: the `traceparent` of the request that made it, if one did.
ALTER TABLE webhooks ADD COLUMN trace_parent TEXT CHECK (length(trace_parent) = 55);
