//! Threads, seen by the visitor who owns them.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use time::OffsetDateTime;

use super::{Store, StoreError, from_millis, unsigned};

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadRow {
    /// The conversation.
    pub id: String,
    /// The beginning of its first message, or what the visitor called it.
    pub title: String,
    /// Number of its newest event.
    pub last_seq: u64,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When a run last began or ended in it.
    pub updated_at: OffsetDateTime,
}

impl ThreadRow {
    pub(super) fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            title: row.try_get("title")?,
            last_seq: unsigned(row.try_get("last_seq")?)?,
            created_at: from_millis(row.try_get("created_at")?)?,
            updated_at: from_millis(row.try_get("updated_at")?)?,
        })
    }
}

impl Store {
    /// The visitor's thread; somebody else's is `None` like an unknown one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn thread(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: &str,
    ) -> Result<Option<ThreadRow>, StoreError> {
        let row = sqlx::query(
            "SELECT id, title, last_seq, created_at, updated_at FROM threads \
             WHERE id = $1 AND site_id = $2 AND visitor_id = $3",
        )
        .bind(thread_id)
        .bind(site_id)
        .bind(visitor_id)
        .fetch_optional(self.pool())
        .await?;
        row.as_ref().map(ThreadRow::read).transpose()
    }

    /// The visitor's newest threads, newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_threads(
        &self,
        site_id: &str,
        visitor_id: &str,
        limit: u32,
    ) -> Result<Vec<ThreadRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, title, last_seq, created_at, updated_at FROM threads \
             WHERE site_id = $1 AND visitor_id = $2 ORDER BY updated_at DESC, id DESC LIMIT $3",
        )
        .bind(site_id)
        .bind(visitor_id)
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(ThreadRow::read).collect()
    }

    /// Gives the visitor's thread another title; somebody else's is `None` like an unknown one.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn rename_thread(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: &str,
        title: &str,
    ) -> Result<Option<ThreadRow>, StoreError> {
        let mut write = self.begin().await?;
        let row = sqlx::query(
            "UPDATE threads SET title = $1 WHERE id = $2 AND site_id = $3 AND visitor_id = $4 \
             RETURNING id, title, last_seq, created_at, updated_at",
        )
        .bind(title)
        .bind(thread_id)
        .bind(site_id)
        .bind(visitor_id)
        .fetch_optional(write.connection())
        .await?;
        write.commit().await?;
        row.as_ref().map(ThreadRow::read).transpose()
    }

    /// Whether a thread exists, whoever owns it.
    pub(crate) async fn has_thread(&self, thread_id: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id FROM threads WHERE id = $1")
            .bind(thread_id)
            .fetch_optional(self.pool())
            .await?;
        Ok(row.is_some())
    }
}
