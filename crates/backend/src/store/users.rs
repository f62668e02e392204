//! Users of the site, and the proofs that make a visitor one of them.

use sha2::{Digest as _, Sha256};
use sqlx::{Any, AnyConnection, Executor, Row as _};
use time::OffsetDateTime;

use super::erasure::tokens_count_from;
use super::visitors::{insert_visitor, use_challenge};
use super::{ProvenKey, Store, StoreError, from_millis, lock_visitor, millis};

/// A user of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserRow {
    /// The site's own id of the user.
    pub sub: String,
    /// When the site first said so.
    pub created_at: OffsetDateTime,
}

/// What the site says of its user, with the key of the browser that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The site.
    pub site_id: String,
    /// The user.
    pub user_id: String,
    /// The site's own id of the user.
    pub sub: String,
    /// Names the proof.
    pub jti: String,
    /// When the proof is void for sure.
    pub void_at: OffsetDateTime,
    /// The key that was proven with it.
    pub key: Option<ProvenKey>,
}

/// What became of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedIn {
    /// The user is known, and has the key's threads.
    Yes {
        /// The first Unix second of tokens that no erasure of the user has made void.
        tokens_count_from: u64,
    },
    /// The challenge was used before; nothing was done.
    ChallengeUsed,
    /// The proof was used before by somebody else, or by nobody who could be known; nothing was done.
    Replayed,
}

impl Store {
    /// Uses challenge and proof, notes user and key, and gives the threads of a key that is no other user's to the
    /// user, all or nothing. Streams are looked at again when a thread changed hands.
    ///
    /// Runs under way go on: what they write belongs to their thread, whoever owns it.
    ///
    /// # Errors
    /// When the database can't be written. Whether it was done is then unknown; the same key may do it again.
    pub async fn log_in(&self, login: &Login) -> Result<LoggedIn, StoreError> {
        let site = login.site_id.as_str();
        let now = OffsetDateTime::now_utc();
        let mut write = self.begin().await?;
        let connection = write.connection();
        lock_visitor(self, connection, site, &login.user_id, false).await?;
        if let Some(key) = &login.key {
            lock_visitor(self, connection, site, &key.visitor_id, false).await?;
            if !use_challenge(connection, site, &key.challenge_hash, key.challenge_void_at, now).await? {
                return Ok(LoggedIn::ChallengeUsed);
            }
        }
        if !use_identity(connection, login).await? {
            return Ok(LoggedIn::Replayed);
        }
        sqlx::query(
            "INSERT INTO users (site_id, id, sub, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (site_id, id) DO NOTHING",
        )
        .bind(site)
        .bind(&login.user_id)
        .bind(&login.sub)
        .bind(millis(now))
        .execute(&mut *connection)
        .await?;
        let mut moved = false;
        if let Some(key) = &login.key {
            insert_visitor(connection, site, &key.visitor_id, &key.public_key, now).await?;
            if claim_key(connection, site, &key.visitor_id, &login.user_id).await? {
                moved = merge(connection, site, &key.visitor_id, &login.user_id).await?;
            }
        }
        let tokens_count_from = tokens_count_from(connection, site, &login.user_id).await?;
        let committed = write.commit().await;
        if moved {
            // Also when the commit's answer is lost.
            self.doors_moved();
        }
        committed?;
        Ok(LoggedIn::Yes { tokens_count_from })
    }

    /// The keys of a user, as visitors; none of any other visitor. Another user's key is not among them, though the
    /// user is signed in where it is kept.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn keys_of(&self, site_id: &str, user_id: &str) -> Result<Vec<String>, StoreError> {
        keys_of(self.pool(), site_id, user_id).await
    }

    /// What is kept of a user; `None` for other visitors.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn user(&self, site_id: &str, user_id: &str) -> Result<Option<UserRow>, StoreError> {
        let row = sqlx::query("SELECT sub, created_at FROM users WHERE site_id = $1 AND id = $2")
            .bind(site_id)
            .bind(user_id)
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| {
            Ok(UserRow { sub: row.try_get("sub")?, created_at: from_millis(row.try_get("created_at")?)? })
        })
        .transpose()
    }
}

/// The keys that are a user's, in the order in which they are locked; none of any other visitor.
pub(crate) async fn keys_of(
    executor: impl Executor<'_, Database = Any>,
    site_id: &str,
    user_id: &str,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query("SELECT id FROM visitors WHERE site_id = $1 AND user_id = $2 ORDER BY id")
        .bind(site_id)
        .bind(user_id)
        .fetch_all(executor)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// Binds the proof to its first user. Of several at once, on any node, the others wait here for the first.
async fn use_identity(connection: &mut AnyConnection, login: &Login) -> Result<bool, StoreError> {
    let holder = match &login.key {
        Some(key) => Sha256::digest([&*login.user_id, &*key.visitor_id].join("\n")).to_vec(),
        // Nobody can be known again without a key.
        None => rand::random::<[u8; 32]>().to_vec(),
    };
    let jti = Sha256::digest(&login.jti).to_vec();
    let inserted = sqlx::query(
        "INSERT INTO used_identities (site_id, jti_hash, holder_hash, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (site_id, jti_hash) DO NOTHING",
    )
    .bind(&login.site_id)
    .bind(&jti)
    .bind(&holder)
    .bind(millis(login.void_at))
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(true);
    }
    let row = sqlx::query("SELECT holder_hash FROM used_identities WHERE site_id = $1 AND jti_hash = $2")
        .bind(&login.site_id)
        .bind(&jti)
        .fetch_optional(connection)
        .await?;
    match row {
        Some(row) => Ok(row.try_get::<&[u8], _>("holder_hash")? == holder),
        // Forgotten since, so that it is over.
        None => Ok(false),
    }
}

/// Whether the key is the user's, who may be its first. The next person at a computer whose user has not signed out
/// gets nothing that the key has.
async fn claim_key(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    user_id: &str,
) -> Result<bool, StoreError> {
    let claimed = sqlx::query(
        "UPDATE visitors SET user_id = $1 WHERE site_id = $2 AND id = $3 AND (user_id IS NULL OR user_id = $1)",
    )
    .bind(user_id)
    .bind(site_id)
    .bind(visitor_id)
    .execute(connection)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Gives a key's threads to a user, and what was answered about them. Threads are locked in the log's own order.
/// `false`: the key had none.
async fn merge(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
    user_id: &str,
) -> Result<bool, StoreError> {
    let rows = sqlx::query("SELECT id FROM threads WHERE site_id = $1 AND visitor_id = $2")
        .bind(site_id)
        .bind(visitor_id)
        .fetch_all(&mut *connection)
        .await?;
    let mut threads: Vec<String> = rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
    threads.sort_unstable();
    let mut moved = 0;
    for thread_id in threads {
        let thread = sqlx::query(
            "UPDATE threads SET visitor_id = $1 WHERE id = $2 AND site_id = $3 AND visitor_id = $4",
        )
        .bind(user_id)
        .bind(thread_id)
        .bind(site_id)
        .bind(visitor_id)
        .execute(&mut *connection)
        .await?;
        moved += thread.rows_affected();
    }
    // Where both used one key for a request, each keeps its own answer.
    sqlx::query(
        "UPDATE answered_requests SET visitor_id = $1 WHERE site_id = $2 AND visitor_id = $3 AND NOT EXISTS \
         (SELECT 1 FROM answered_requests own WHERE own.site_id = answered_requests.site_id \
         AND own.visitor_id = $1 AND own.route = answered_requests.route AND own.key = answered_requests.key)",
    )
    .bind(user_id)
    .bind(site_id)
    .bind(visitor_id)
    .execute(connection)
    .await?;
    Ok(moved > 0)
}

#[cfg(test)]
mod tests;
