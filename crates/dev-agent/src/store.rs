//! What outlives a request, in SQLite. Every write of something that the API shows leaves an audit
//! record in the same transaction.

mod agents;
mod audit;
mod collections;
mod files;
mod lists;
mod seed;
mod sessions;
mod tasks;
mod turns;

pub use audit::Origin;
pub use seed::{DEFAULT_COLLECTION, DEFAULT_WORKSPACE};
pub use sessions::{Session, Ticket};
pub use turns::{Role, Turn};

use crate::error::StartError;
use sqlx::raw_sql;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use std::path::Path;
use uuid::Uuid;

/// Rises when `schema.sql` changes; the last line there says it too.
const FORMAT: i64 = 2;

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is nothing with this id.
    #[error("nothing has the id")]
    Unknown,
    /// Another one has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens or makes the database file, in memory without one, and makes sure that what exists from
    /// the start is there.
    pub async fn open(path: Option<&Path>, default_agent: Uuid) -> Result<Self, StartError> {
        let name = path.map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string());
        let failed = |source| StartError::Database { path: name.clone(), source };
        let options = SqliteConnectOptions::new().foreign_keys(true);
        let options = match path {
            Some(path) => options.filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal),
            None => options.in_memory(true),
        };
        // One connection that never retires: an in-memory database lives as long as its connection,
        // and this program has no load that would need two.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options).await.map_err(failed)?;

        let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&pool).await.map_err(failed)?;
        if found != 0 && found != FORMAT {
            return Err(StartError::DatabaseFormat { path: name, found, expected: FORMAT });
        }
        raw_sql(include_str!("store/schema.sql")).execute(&pool).await.map_err(failed)?;
        let store = Self { pool };
        store.seed(default_agent).await.map_err(failed)?;
        Ok(store)
    }

    /// Closes the database once running queries are done.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
