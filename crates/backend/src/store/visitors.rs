//! Remembered visitors, and the challenges that prove them.

use sqlx::AnyConnection;
use time::OffsetDateTime;

use super::erasure::tokens_count_from;
use super::{Store, StoreError, lock_visitor, millis};

/// A visitor's key whose signature is good. That its challenge counts once is still to be seen to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenKey {
    /// The visitor that the key stands for.
    pub visitor_id: String,
    /// Its public half.
    pub public_key: String,
    /// Stands for the challenge.
    pub challenge_hash: [u8; 32],
    /// When the challenge is void.
    pub challenge_void_at: OffsetDateTime,
}

impl Store {
    /// Uses up the challenge and notes the key, both or neither. Gives the first Unix second of tokens that no erasure
    /// of the visitor has made void.
    ///
    /// Of many callers with the same challenge, on any node, exactly one gets it; the others, and whoever brings a
    /// challenge that is over, get `None`.
    ///
    /// # Errors
    /// When the database can't be written: the challenge must then be refused.
    pub async fn prove(&self, site_id: &str, key: &ProvenKey) -> Result<Option<u64>, StoreError> {
        let now = OffsetDateTime::now_utc();
        let mut write = self.begin().await?;
        let connection = write.connection();
        lock_visitor(self, connection, site_id, &key.visitor_id, false).await?;
        if !use_challenge(connection, site_id, &key.challenge_hash, key.challenge_void_at, now).await? {
            return Ok(None);
        }
        insert_visitor(connection, site_id, &key.visitor_id, &key.public_key, now).await?;
        let tokens_count_from = tokens_count_from(connection, site_id, &key.visitor_id).await?;
        write.commit().await?;
        Ok(Some(tokens_count_from))
    }
}

/// Notes a visitor's key. A visitor who is known already is left as is.
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

/// `false`: the challenge was used before, or is over.
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
