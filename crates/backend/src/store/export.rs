//! Reading all that is kept of a visitor, one piece at a time.

use sqlx::Row as _;
use time::OffsetDateTime;

use super::threads::ThreadRow;
use super::{Store, StoreError, from_millis, millis, signed, unsigned};

/// A remembered visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VisitorRow {
    /// The public half of the visitor's key.
    pub public_key: String,
    /// When it was first proven.
    pub created_at: OffsetDateTime,
}

/// A run, with what it left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportedRunRow {
    /// The run.
    pub id: String,
    /// Number of its `RUN_STARTED`.
    pub first_seq: u64,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// Its messages as a JSON list; `None` while it is under way.
    pub messages: Option<String>,
}

impl Store {
    /// What is kept of a visitor's key; `None` for a visitor of the moment.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn visitor(&self, site_id: &str, visitor_id: &str) -> Result<Option<VisitorRow>, StoreError> {
        let row = sqlx::query("SELECT public_key, created_at FROM visitors WHERE site_id = $1 AND id = $2")
            .bind(site_id)
            .bind(visitor_id)
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| {
            Ok(VisitorRow {
                public_key: row.try_get("public_key")?,
                created_at: from_millis(row.try_get("created_at")?)?,
            })
        })
        .transpose()
    }

    /// The visitor's thread that began next after this one; the first without one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn next_thread(
        &self,
        site_id: &str,
        visitor_id: &str,
        after: Option<&ThreadRow>,
    ) -> Result<Option<ThreadRow>, StoreError> {
        let row = sqlx::query(
            "SELECT id, title, last_seq, created_at, updated_at FROM threads \
             WHERE site_id = $1 AND visitor_id = $2 \
             AND (created_at > $3 OR (created_at = $3 AND id > $4)) ORDER BY created_at, id LIMIT 1",
        )
        .bind(site_id)
        .bind(visitor_id)
        .bind(after.map_or(i64::MIN, |thread| millis(thread.created_at)))
        .bind(after.map_or("", |thread| &thread.id))
        .fetch_optional(self.pool())
        .await?;
        row.as_ref().map(ThreadRow::read).transpose()
    }

    /// The run of the visitor's thread that began next after this event.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn next_run(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: &str,
        after: u64,
    ) -> Result<Option<ExportedRunRow>, StoreError> {
        let row = sqlx::query(
            "SELECT r.id, r.first_seq, r.created_at, r.messages FROM runs r JOIN threads t ON t.id = r.thread_id \
             WHERE t.site_id = $1 AND t.visitor_id = $2 AND t.id = $3 AND r.first_seq > $4 \
             ORDER BY r.first_seq LIMIT 1",
        )
        .bind(site_id)
        .bind(visitor_id)
        .bind(thread_id)
        .bind(signed(after))
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            Ok(ExportedRunRow {
                id: row.try_get("id")?,
                first_seq: unsigned(row.try_get("first_seq")?)?,
                created_at: from_millis(row.try_get("created_at")?)?,
                messages: row.try_get("messages")?,
            })
        })
        .transpose()
    }
}
