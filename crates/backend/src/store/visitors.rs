//! Remembered visitors, and the challenges that prove them.

use sqlx::AnyConnection;
use time::OffsetDateTime;

use super::{Store, StoreError, millis};

impl Store {
    /// Notes a visitor's key. A visitor who is known already is left as is.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn remember_visitor(
        &self,
        site_id: &str,
        visitor_id: &str,
        public_key: &str,
    ) -> Result<(), StoreError> {
        let mut write = self.begin().await?;
        let now = OffsetDateTime::now_utc();
        insert_visitor(write.connection(), site_id, visitor_id, public_key, now).await?;
        write.commit().await
    }

    /// Uses up a challenge; of many callers with the same one, on any node, exactly one gets `true`.
    ///
    /// A challenge that has expired gives `false`.
    ///
    /// # Errors
    /// When the database can't be written: the challenge must then be refused.
    pub async fn consume_challenge(
        &self,
        site_id: &str,
        challenge_hash: &[u8],
        expires_at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let now = OffsetDateTime::now_utc();
        let mut write = self.begin().await?;
        let is_first = use_challenge(write.connection(), site_id, challenge_hash, expires_at, now).await?;
        write.commit().await?;
        Ok(is_first)
    }
}

/// See [`Store::remember_visitor`].
pub(super) async fn insert_visitor(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    public_key: &str,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO visitors (site_id, id, public_key, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (site_id, id) DO NOTHING",
    )
    .bind(site_id)
    .bind(visitor_id)
    .bind(public_key)
    .bind(millis(now))
    .execute(connection)
    .await?;
    Ok(())
}

/// See [`Store::consume_challenge`].
pub(super) async fn use_challenge(
    connection: &mut AnyConnection,
    site_id: &str,
    challenge_hash: &[u8],
    expires_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, StoreError> {
    if expires_at <= now {
        return Ok(false);
    }
    let inserted = sqlx::query(
        "INSERT INTO used_challenges (site_id, challenge_hash, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT (site_id, challenge_hash) DO NOTHING",
    )
    .bind(site_id)
    .bind(challenge_hash)
    // Rounded up, so that no challenge is forgotten while it still counts.
    .bind(millis(expires_at) + 1)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
