//! What a visitor's erasure leaves: that tokens made before it are void, for as long as they would have lived.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, Row as _};
use time::OffsetDateTime;

use super::{Dialect, Store, StoreError, millis, unsigned};

/// How long a token may live, with room for clocks that differ.
const TOKEN_LIFE: Duration = Duration::from_secs(900 + 100);

/// How often the journal is emptied again while somebody reads, and the pause in between.
const JOURNAL: (u32, Duration) = (5, Duration::from_millis(100));

impl Store {
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

/// Makes tokens of the visitor void that were made until this Unix second.
pub(crate) async fn revoke(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    second: u64,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
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

/// The first Unix second of tokens that no erasure of the visitor has made void.
pub(super) async fn tokens_count_from(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT revoked_at FROM revoked_visitors WHERE site_id = $1 AND visitor_hash = $2")
        .bind(site_id)
        .bind(hash(visitor_id))
        .fetch_optional(connection)
        .await?;
    match row {
        Some(row) => Ok(unsigned(row.try_get("revoked_at")?)? / 1000 + 1),
        None => Ok(0),
    }
}

pub(super) fn hash(visitor_id: &str) -> Vec<u8> {
    Sha256::digest(visitor_id).to_vec()
}
