-- The log is written with every word of an answer, so it has no index but its key. Its rows go with their thread; runs
-- are deleted with their thread, too. Keep the tables in step with migrations/sqlite.

ALTER TABLE log_batches DROP CONSTRAINT log_batches_run_id_fkey;
DROP INDEX log_batches_by_run;
