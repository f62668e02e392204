//! Tokens that count no more, though they have not expired: given back, or of a visitor who was erased since.

use sqlx::{Any, Executor, Row as _};
use time::OffsetDateTime;

use super::erasure::hash;
use super::{KEPT, Store, StoreError, millis};

impl Store {
    /// Whether a token is void that was made for the visitor at this Unix second and is named `jti`.
    ///
    /// # Errors
    /// When the database can't be read: the token must then be refused.
    pub async fn is_void(
        &self,
        site_id: &str,
        visitor_id: &str,
        issued_at: u64,
        jti: &str,
    ) -> Result<bool, StoreError> {
        is_void(self.pool(), site_id, visitor_id, issued_at, jti).await
    }

    /// Makes a token void on all nodes. `expires_at`: when it would be void by itself.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn revoke_token(
        &self,
        site_id: &str,
        jti: &str,
        expires_at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let mut write = self.begin().await?;
        sqlx::query(
            "INSERT INTO revoked_tokens (site_id, jti, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (site_id, jti) DO NOTHING",
        )
        .bind(site_id)
        .bind(jti)
        .bind(millis(expires_at))
        .execute(write.connection())
        .await?;
        let committed = write.commit().await;
        // Also when the commit's answer is lost.
        self.doors_moved();
        committed
    }

    /// Forgets what is over by now: challenges, identities, tokens and erasures that are void by themselves, and answers
    /// that were kept long enough. Returns how many.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn forget_expired(&self, now: OffsetDateTime) -> Result<u64, StoreError> {
        // Other nodes' clocks may be behind, and tell one from another that is still good.
        let over = now - time::Duration::minutes(2);
        let mut write = self.begin().await?;
        let mut forgotten = 0;
        for (delete, before) in [
            ("DELETE FROM used_challenges WHERE expires_at < $1", over),
            ("DELETE FROM used_identities WHERE expires_at < $1", over),
            ("DELETE FROM revoked_tokens WHERE expires_at < $1", over),
            ("DELETE FROM revoked_visitors WHERE expires_at < $1", over),
            ("DELETE FROM answered_requests WHERE answered_at < $1", over - KEPT),
        ] {
            let rows = sqlx::query(delete).bind(millis(before)).execute(write.connection()).await?;
            forgotten += rows.rows_affected();
        }
        write.commit().await?;
        Ok(forgotten)
    }
}

/// See [`Store::is_void`].
pub(crate) async fn is_void(
    executor: impl Executor<'_, Database = Any>,
    site_id: &str,
    visitor_id: &str,
    issued_at: u64,
    jti: &str,
) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM revoked_visitors \
         WHERE site_id = $1 AND visitor_hash = $2 AND revoked_at >= $3) + \
         (SELECT COUNT(*) FROM revoked_tokens WHERE site_id = $1 AND jti = $4) AS found",
    )
    .bind(site_id)
    .bind(hash(visitor_id))
    .bind(i64::try_from(issued_at).unwrap_or(i64::MAX).saturating_mul(1000))
    .bind(jti)
    .fetch_one(executor)
    .await?;
    Ok(row.try_get::<i64, _>("found")? > 0)
}
