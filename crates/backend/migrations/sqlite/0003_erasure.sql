-- Forgetting: tokens that an erasure made void, and the indexes by which rows are found to be deleted.
-- Keep the tables in step with migrations/postgres.

-- A row lives no longer than the tokens that it makes void. The hash is all that is left of the visitor.
CREATE TABLE revoked_visitors (
    site_id      TEXT    NOT NULL,
    visitor_hash BLOB    NOT NULL,
    revoked_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (site_id, visitor_hash)
);

CREATE INDEX revoked_visitors_by_expiry ON revoked_visitors (expires_at);

CREATE INDEX threads_by_age ON threads (updated_at);
CREATE INDEX log_batches_by_run ON log_batches (run_id);
CREATE INDEX client_tool_calls_by_run ON client_tool_calls (run_id);
