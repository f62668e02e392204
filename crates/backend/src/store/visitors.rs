//! Remembered visitors, and the challenges that prove them.

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
        sqlx::query(
            "INSERT INTO visitors (site_id, id, public_key, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (site_id, id) DO NOTHING",
        )
        .bind(site_id)
        .bind(visitor_id)
        .bind(public_key)
        .bind(millis(OffsetDateTime::now_utc()))
        .execute(write.connection())
        .await?;
        write.commit().await
    }

    /// Uses up a challenge; of many callers with the same one, on any node, exactly one gets `true`.
    ///
    /// A challenge that has expired gives `false`; expired ones are forgotten on the way.
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
        if expires_at <= now {
            return Ok(false);
        }
        let mut write = self.begin().await?;
        sqlx::query("DELETE FROM used_challenges WHERE expires_at <= $1")
            .bind(millis(now))
            .execute(write.connection())
            .await?;
        let inserted = sqlx::query(
            "INSERT INTO used_challenges (site_id, challenge_hash, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (site_id, challenge_hash) DO NOTHING",
        )
        .bind(site_id)
        .bind(challenge_hash)
        // Rounded up, so that no challenge is forgotten while it still counts.
        .bind(millis(expires_at) + 1)
        .execute(write.connection())
        .await?;
        write.commit().await?;
        Ok(inserted.rows_affected() == 1)
    }
}
