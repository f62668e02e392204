-- Calls of tools that the visitor's page runs: what waits for a result, and what the agent has yet to hear.
-- Keep the tables in step with migrations/postgres.

CREATE TABLE client_tool_calls (
    id              TEXT    NOT NULL PRIMARY KEY,
    site_id         TEXT    NOT NULL,
    thread_id       TEXT    NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    run_id          TEXT    NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    agent_id        TEXT    NOT NULL,
    conversation_id TEXT    NOT NULL,
    upstream_id     TEXT    NOT NULL,
    tool            TEXT    NOT NULL,
    output          TEXT,
    delivered_at    INTEGER
);

CREATE INDEX client_tool_calls_by_thread ON client_tool_calls (thread_id);
