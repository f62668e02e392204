//! Requests that count once, however often they arrive: `POST` with an `Idempotency-Key`.
//!
//! The first of equal requests claims the key and keeps its answer in the transaction that does what was asked
//! for, so that there never is one without the other. The database makes the others wait until that transaction
//! has ended, on every node; then they get the same answer.

use std::time::Duration;

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Row as _};
use time::OffsetDateTime;

use super::{Store, StoreError, is_void, lock_visitor, millis};

/// How long an answer is kept at least.
pub const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A request that counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The site.
    pub site_id: String,
    /// Who asks.
    pub visitor_id: String,
    /// When the visitor's token was made, in Unix seconds: an erasure makes earlier ones void.
    pub issued_at: u64,
    /// Names that token.
    pub token_id: String,
    /// The route's method and path, with parameters in braces.
    pub route: String,
    /// The client's id of the request. `None`: it counts each time, and its answer is not kept.
    pub key: Option<String>,
    /// SHA-256 of all that is asked for: the same key with another one is a conflict.
    pub hash: [u8; 32],
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// JSON, if there is a body.
    pub body: Option<String>,
}

/// What became of a request that counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is done now.
    Now(Answer),
    /// It was done before, and answered so.
    Before(Answer),
    /// Its key was used for another request.
    Conflict,
    /// What it is about does not exist, or belongs to somebody else.
    NotFound,
    /// Its token was given back, or its visitor erased after the token had been made.
    Revoked,
}

/// Whether a request may be carried out.
pub(crate) enum Claim {
    /// It may: [`Once::keep`] or [`Once::release`] has to follow in the same transaction.
    Free,
    /// It may not, and this is why.
    Taken(Answered),
}

impl Once {
    /// Takes the key for this transaction. Comes before everything else that the transaction locks.
    pub(crate) async fn claim(
        &self,
        store: &Store,
        connection: &mut AnyConnection,
        now: OffsetDateTime,
    ) -> Result<Claim, StoreError> {
        let (site, visitor) = (self.site_id.as_str(), self.visitor_id.as_str());
        lock_visitor(store, connection, site, visitor, false).await?;
        if is_void(&mut *connection, site, visitor, self.issued_at, &self.token_id).await? {
            return Ok(Claim::Taken(Answered::Revoked));
        }
        let insert = "INSERT INTO answered_requests \
             (site_id, visitor_id, route, key, hash, status, answered_at) VALUES ($1, $2, $3, $4, $5, 0, $6) \
             ON CONFLICT (site_id, visitor_id, route, key) DO NOTHING";
        let Some(insert) = self.about_the_row(insert) else { return Ok(Claim::Free) };
        let claimed = insert.bind(&self.hash[..]).bind(millis(now)).execute(&mut *connection).await?;
        if claimed.rows_affected() > 0 {
            return Ok(Claim::Free);
        }
        let select = "SELECT hash, status, body FROM answered_requests \
             WHERE site_id = $1 AND visitor_id = $2 AND route = $3 AND key = $4";
        let row = match self.about_the_row(select) {
            Some(select) => select.fetch_optional(connection).await?,
            None => None,
        };
        let Some(row) = row else {
            return Err(StoreError::unavailable(
                "an answer was forgotten while it was asked for again",
                "it is tried again by itself",
            ));
        };
        if row.try_get::<&[u8], _>("hash")? != self.hash {
            return Ok(Claim::Taken(Answered::Conflict));
        }
        let status = u16::try_from(row.try_get::<i64, _>("status")?);
        let status = status.map_err(|_| StoreError::Corrupt("an answer has no HTTP status"))?;
        Ok(Claim::Taken(Answered::Before(Answer { status, body: row.try_get("body")? })))
    }

    /// Keeps the answer, until the thread that it is about is deleted or [`KEPT`] is over.
    pub(crate) async fn keep(
        &self,
        connection: &mut AnyConnection,
        answer: Answer,
        thread_id: Option<&str>,
    ) -> Result<Answered, StoreError> {
        let update = "UPDATE answered_requests SET status = $5, body = $6, thread_id = $7 \
             WHERE site_id = $1 AND visitor_id = $2 AND route = $3 AND key = $4";
        if let Some(update) = self.about_the_row(update) {
            let update = update.bind(i64::from(answer.status)).bind(&answer.body).bind(thread_id);
            update.execute(connection).await?;
        }
        Ok(Answered::Now(answer))
    }

    /// Gives the key back: nothing was done.
    pub(crate) async fn release(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let delete = "DELETE FROM answered_requests \
             WHERE site_id = $1 AND visitor_id = $2 AND route = $3 AND key = $4";
        if let Some(delete) = self.about_the_row(delete) {
            delete.execute(connection).await?;
        }
        Ok(())
    }

    /// A statement about the request's row, whose name are its first four parameters. `None`: it has none.
    fn about_the_row<'q>(&'q self, sql: &'static str) -> Option<Query<'q, Any, AnyArguments>> {
        let key = self.key.as_ref()?;
        Some(sqlx::query(sql).bind(&self.site_id).bind(&self.visitor_id).bind(&self.route).bind(key))
    }
}

/// Forgets what was answered to a visitor.
pub(crate) async fn forget_answers(
    connection: &mut AnyConnection,
    site_id: &str,
    visitor_id: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM answered_requests WHERE site_id = $1 AND visitor_id = $2")
        .bind(site_id)
        .bind(visitor_id)
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// Notes that the visitor wants a run to end. Whoever gets [`Answered::Now`] or [`Answered::Before`] ends it.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn note_cancellation(&self, once: &Once, run_id: &str) -> Result<Answered, StoreError> {
        let mut write = self.begin().await?;
        let connection = write.connection();
        let answered = match once.claim(self, connection, OffsetDateTime::now_utc()).await? {
            Claim::Taken(answered) => answered,
            Claim::Free => {
                let thread = sqlx::query(
                    "UPDATE threads SET updated_at = updated_at WHERE site_id = $1 AND visitor_id = $2 \
                     AND id = (SELECT thread_id FROM runs WHERE id = $3) RETURNING id",
                )
                .bind(&once.site_id)
                .bind(&once.visitor_id)
                .bind(run_id)
                .fetch_optional(&mut *connection)
                .await?;
                // Without a commit the key is free again.
                let Some(thread) = thread else { return Ok(Answered::NotFound) };
                let answer = Answer { status: 202, body: None };
                once.keep(connection, answer, Some(thread.try_get("id")?)).await?
            }
        };
        write.commit().await?;
        Ok(answered)
    }
}
