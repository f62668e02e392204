-- Requests that count once: what was answered to each, written together with what it did.
-- Keep the tables in step with migrations/postgres.

-- `hash` tells whether the same key came with the same request. A row goes with what it is about.
CREATE TABLE answered_requests (
    site_id     TEXT    NOT NULL,
    visitor_id  TEXT    NOT NULL,
    route       TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    hash        BLOB    NOT NULL,
    status      INTEGER NOT NULL,
    body        TEXT,
    thread_id   TEXT    REFERENCES threads (id) ON DELETE CASCADE,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, visitor_id, route, key)
);

CREATE INDEX answered_requests_by_age ON answered_requests (answered_at);
CREATE INDEX answered_requests_by_thread ON answered_requests (thread_id);
