//! What a visitor's erasure leaves: that tokens made before it are void, for as long as they would have lived.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::{Any, AnyConnection, Executor, Row as _};
use time::OffsetDateTime;

use super::{Dialect, Store, StoreError, millis, unsigned};

/// How long a token may live, with room for clocks that differ.
const TOKEN_LIFE: Duration = Duration::from_secs(900 + 100);

/// How often the journal is emptied again while somebody reads, and the pause in between.
const JOURNAL: (u32, Duration) = (5, Duration::from_millis(100));

impl Store {
    /// The first Unix second of tokens that an erasure of the visitor has not made void, if there was one lately.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn tokens_count_from(
        &self,
        site_id: &str,
        visitor_id: &str,
    ) -> Result<Option<u64>, StoreError> {
        tokens_count_from(self.pool(), site_id, visitor_id).await
    }

    /// Threads that nobody has touched since then, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn untouched_threads(
        &self,
        since: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT id FROM threads WHERE updated_at < $1 ORDER BY updated_at LIMIT $2")
            .bind(millis(since))
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// Takes what was deleted out of SQLite's journal, where it would stay until it is overwritten. PostgreSQL's is
    /// its administrator's business.
    ///
    /// # Errors
    /// When the database can't be written, or a reader of another process stays in the way.
    pub async fn empty_journal(&self) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        for _ in 0..JOURNAL.0 {
            {
                let _turn = self.write_turn.lock().await;
                let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(self.pool()).await?;
                if row.try_get::<i64, _>(0)? == 0 {
                    return Ok(());
                }
            }
            tokio::time::sleep(JOURNAL.1).await;
        }
        Err(StoreError::unavailable(
            "the journal of the database file can't be emptied",
            "stop other programs that read the file; it is tried again within the hour",
        ))
    }
}

/// Keeps the visitor's runs and erasures apart until the transaction ends.
pub(crate) async fn lock_visitor(
    store: &Store,
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    alone: bool,
) -> Result<(), StoreError> {
    if let Some(lock) = store.dialect.visitor_lock(alone) {
        sqlx::query(lock).bind([site_id, visitor_id].join("/")).fetch_one(connection).await?;
    }
    Ok(())
}

/// Whether a token that was made for the visitor at this Unix second is void since the visitor was erased.
pub(crate) async fn is_revoked(
    executor: impl Executor<'_, Database = Any>,
    site_id: &str,
    visitor_id: &str,
    issued_at: u64,
) -> Result<bool, StoreError> {
    let revoked_at = revoked_at(executor, site_id, visitor_id).await?;
    Ok(revoked_at.is_some_and(|second| issued_at <= second))
}

/// Makes tokens of the visitor void that were made until this Unix second, and forgets what is over.
pub(crate) async fn revoke(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    second: u64,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM revoked_visitors WHERE expires_at <= $1")
        .bind(millis(now))
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO revoked_visitors (site_id, visitor_hash, revoked_at, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (site_id, visitor_hash) \
         DO UPDATE SET revoked_at = excluded.revoked_at, expires_at = excluded.expires_at",
    )
    .bind(site_id)
    .bind(hash(visitor_id))
    .bind(i64::try_from(second).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
    .bind(millis(now + TOKEN_LIFE))
    .execute(connection)
    .await?;
    Ok(())
}

/// See [`Store::tokens_count_from`].
pub(super) async fn tokens_count_from(
    executor: impl Executor<'_, Database = Any>,
    site_id: &str,
    visitor_id: &str,
) -> Result<Option<u64>, StoreError> {
    Ok(revoked_at(executor, site_id, visitor_id).await?.map(|second| second + 1))
}

async fn revoked_at(
    executor: impl Executor<'_, Database = Any>,
    site_id: &str,
    visitor_id: &str,
) -> Result<Option<u64>, StoreError> {
    let row = sqlx::query("SELECT revoked_at FROM revoked_visitors WHERE site_id = $1 AND visitor_hash = $2")
        .bind(site_id)
        .bind(hash(visitor_id))
        .fetch_optional(executor)
        .await?;
    row.map(|row| Ok(unsigned(row.try_get("revoked_at")?)? / 1000)).transpose()
}

pub(super) fn hash(visitor_id: &str) -> Vec<u8> {
    Sha256::digest(visitor_id).to_vec()
}
