-- Conversations: visitors, threads, runs, and the log that everything else is read from.
-- Times are Unix milliseconds. Keep the tables in step with migrations/sqlite.

CREATE TABLE visitors (
    site_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    public_key TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (site_id, id)
);

CREATE TABLE used_challenges (
    site_id        TEXT    NOT NULL,
    challenge_hash BYTEA   NOT NULL,
    expires_at     BIGINT  NOT NULL,
    PRIMARY KEY (site_id, challenge_hash)
);

CREATE INDEX used_challenges_by_expiry ON used_challenges (expires_at);

CREATE TABLE threads (
    id         TEXT    NOT NULL PRIMARY KEY,
    site_id    TEXT    NOT NULL,
    visitor_id TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    last_seq   BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL
);

CREATE INDEX threads_by_visitor ON threads (site_id, visitor_id, updated_at);

CREATE TABLE runs (
    id          TEXT    NOT NULL PRIMARY KEY,
    site_id     TEXT    NOT NULL,
    thread_id   TEXT    NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    body_hash   BYTEA   NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('running', 'finished', 'cancelled', 'failed')),
    outcome     TEXT,
    first_seq   BIGINT  NOT NULL,
    last_seq    BIGINT  NOT NULL,
    owner_node  TEXT    NOT NULL,
    owner_life  TEXT    NOT NULL,
    lease_until BIGINT  NOT NULL,
    messages    TEXT,
    created_at  BIGINT  NOT NULL
);

CREATE UNIQUE INDEX runs_by_thread ON runs (thread_id, first_seq);
CREATE UNIQUE INDEX one_running_run_a_thread ON runs (thread_id) WHERE state = 'running';

CREATE TABLE log_batches (
    thread_id TEXT    NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    site_id   TEXT    NOT NULL,
    run_id    TEXT    REFERENCES runs (id) ON DELETE CASCADE,
    seq_from  BIGINT  NOT NULL,
    seq_to    BIGINT  NOT NULL,
    bytes     BYTEA   NOT NULL,
    PRIMARY KEY (thread_id, seq_to),
    CHECK (seq_from <= seq_to)
);

-- The agent platform's own id of a thread's conversation with one agent.
CREATE TABLE upstream_conversations (
    site_id         TEXT NOT NULL,
    thread_id       TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    agent_id        TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    PRIMARY KEY (thread_id, agent_id)
);
