-- The log is written with every word of an answer, so it has no index but its key. Its rows go with their thread; runs
-- are deleted with their thread, too. Keep the tables in step with migrations/postgres.

CREATE TABLE new_log_batches (
    thread_id TEXT    NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    site_id   TEXT    NOT NULL,
    run_id    TEXT,
    seq_from  INTEGER NOT NULL,
    seq_to    INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (thread_id, seq_to),
    CHECK (seq_from <= seq_to)
);

INSERT INTO new_log_batches (thread_id, site_id, run_id, seq_from, seq_to, bytes)
SELECT thread_id, site_id, run_id, seq_from, seq_to, bytes FROM log_batches;

DROP TABLE log_batches;
ALTER TABLE new_log_batches RENAME TO log_batches;
