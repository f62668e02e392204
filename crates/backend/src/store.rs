//! What has to survive a restart: visitors, threads, runs and their log, in SQLite or PostgreSQL.
//!
//! One set of SQL serves both databases; what differs is in [`Dialect`]. Events are appended by
//! [`ThreadLog`](crate::thread_log::ThreadLog) alone, so that their numbers have no gaps.

mod conversations;
mod dialect;
mod erasure;
mod error;
mod events;
mod export;
mod idempotency;
mod migrations;
mod row;
mod runs;
mod threads;
mod tokens;
mod tool_calls;
mod users;
mod visitors;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

use dialect::Dialect;
pub(crate) use erasure::{lock_visitor, revoke};
pub use error::StoreError;
pub use events::LogEntry;
pub(crate) use events::read_run_events;
pub use export::{ExportedRunRow, VisitorRow};
pub use idempotency::{Answer, Answered, KEPT, Once};
pub(crate) use idempotency::{Claim, forget_answers};
pub(crate) use row::{from_millis, millis, signed, unsigned};
pub use runs::{HistoryPage, RunRow, RunState};
pub use threads::ThreadRow;
pub(crate) use tokens::is_void;
pub use tool_calls::{NewToolCall, ToolOutput, UndeliveredOutput};
pub(crate) use tool_calls::{answer, are_pending};
pub(crate) use users::keys_of;
pub use users::{LoggedIn, Login, UserRow};
pub use visitors::ProvenKey;

/// How long a caller waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);

/// The database. Clones share one pool of connections.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    /// Where writing happens: for SQLite one connection, whose cache stays good because nobody else writes.
    writing: AnyPool,
    dialect: Dialect,
    write_turn: Arc<Mutex<()>>,
    /// A crowd that reads logs queues here, and leaves the other connections to everybody else.
    log_readers: Arc<Semaphore>,
    /// Counts what this process did that may end somebody's access.
    doors: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database and brings its tables up to date.
    ///
    /// `sqlite://PATH` names a file, which is made when it is missing; `postgres://…` a PostgreSQL database.
    ///
    /// # Errors
    /// Says for the operator what is wrong and what to do about it, without credentials.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (dialect, options, place) = Dialect::parse(url)?;

        // The pool would try again until its time is up and then only say that it is up.
        let first = tokio::time::timeout(ACQUIRE_TIMEOUT, AnyConnection::connect_with(&options)).await;
        let mut first = match first {
            Ok(connection) => connection.map_err(|error| StoreError::opening(&place, &error))?,
            Err(_) => return Err(StoreError::no_answer(&place)),
        };
        first.execute(dialect.session()).await.map_err(|error| StoreError::opening(&place, &error))?;
        migrations::run(dialect, &mut first).await?;
        let _ = first.close().await;

        let connect = |connections, more: &'static str| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                // A file doesn't hang up.
                .test_before_acquire(dialect == Dialect::Postgres)
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        connection.execute(dialect.session()).await?;
                        connection.execute(more).await.map(|_| ())
                    })
                })
                .connect_lazy_with(options.clone())
        };
        let pool = connect(dialect.connections(), "");
        let writing = match dialect.writer() {
            Some(settings) => connect(1, settings),
            None => pool.clone(),
        };
        let log_readers = Arc::new(Semaphore::new((dialect.connections() / 2).max(1) as usize));
        Ok(Self { pool, writing, dialect, write_turn: Arc::default(), log_readers, doors: Arc::default() })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes every connection; calls after it fail.
    pub async fn close(&self) {
        self.writing.close().await;
        self.pool.close().await;
    }

    /// Copies SQLite's journal into the database file as far as nobody reads it, without holding up who writes.
    ///
    /// # Errors
    /// When the database can't be written.
    pub(crate) async fn copy_journal(&self) -> Result<(), StoreError> {
        self.copy_journal_by(self.pool()).await
    }

    /// The same for what came during a copy, while nobody writes: the journal's file is then used from its beginning.
    ///
    /// # Errors
    /// When the database can't be written.
    pub(crate) async fn copy_rest_of_journal(&self) -> Result<(), StoreError> {
        self.copy_journal_by(&self.writing).await
    }

    async fn copy_journal_by(&self, pool: &AnyPool) -> Result<(), StoreError> {
        if self.dialect == Dialect::Sqlite {
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(pool).await?;
        }
        Ok(())
    }

    /// A statement whose parameters stand in it once and in order, as the database takes it fastest.
    pub(crate) fn in_order(&self, sql: String) -> String {
        self.dialect.in_order(sql)
    }

    /// Whether other nodes may write to the same database.
    pub(crate) fn is_shared(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    /// Another number than before when this process may have ended somebody's access since.
    pub(crate) fn doors(&self) -> u64 {
        self.doors.load(Ordering::Acquire)
    }

    fn doors_moved(&self) {
        self.doors.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Begins a transaction that writes.
    ///
    /// SQLite has one writer at a time and lets the others poll; here they queue, so that a busy log
    /// starves nobody.
    pub(crate) async fn begin(&self) -> Result<WriteTransaction, StoreError> {
        let turn = match self.dialect {
            Dialect::Sqlite => Some(self.write_turn.clone().lock_owned().await),
            Dialect::Postgres => None,
        };
        let transaction = self.writing.begin_with(self.dialect.begin()).await?;
        Ok(WriteTransaction { transaction, _turn: turn })
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

/// A transaction that writes; rolled back unless it is committed.
pub(crate) struct WriteTransaction {
    transaction: Transaction<'static, Any>,
    // After the transaction: fields drop in order.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl WriteTransaction {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Makes the changes durable.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_sqlite_connection_commits_to_disk_and_overwrites_what_it_deletes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}/chat.db", folder.path().display())).await.unwrap();
        // All at once, so that the pool can't give the same one twice.
        let mut connections = Vec::new();
        for _ in 0..store.dialect.connections() {
            connections.push(store.pool.acquire().await.unwrap());
        }
        connections.push(store.writing.acquire().await.unwrap());
        for connection in &mut connections {
            let mut pragma = async |name: &'static str| {
                sqlx::query_scalar::<_, i64>(name).fetch_one(&mut **connection).await.unwrap()
            };
            assert_eq!(pragma("PRAGMA synchronous").await, 2, "FULL");
            assert_eq!(pragma("PRAGMA secure_delete").await, 1);
            assert_eq!(pragma("PRAGMA foreign_keys").await, 1);
            assert_eq!(pragma("PRAGMA busy_timeout").await, 5000);
            let mode = sqlx::query_scalar::<_, String>("PRAGMA journal_mode").fetch_one(&mut **connection);
            assert_eq!(mode.await.unwrap(), "wal");
        }
    }
}
