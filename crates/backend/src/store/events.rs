//! Reading a thread's log.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::{Store, StoreError, signed, unsigned};

/// One event of a thread's log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// Its number in the thread, from 1 without gaps.
    pub seq: u64,
    /// The run it belongs to.
    pub run_id: Option<Arc<str>>,
    /// The event as compact JSON, on one line.
    pub json: Arc<str>,
}

impl LogEntry {
    pub(crate) fn new(seq: u64, run_id: Option<Arc<str>>, json: Arc<str>) -> Self {
        Self { seq, run_id, json }
    }
}

impl Store {
    /// The first `limit` events after a number, in order. The caller has checked whose thread it is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn read_events(
        &self,
        thread_id: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LogEntry>, StoreError> {
        Ok(self.read_page(thread_id, after, limit, usize::MAX).await?.0)
    }

    /// The same, but of about so many bytes, and an event at least. Also whether there may be more after them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn read_page(
        &self,
        thread_id: &str,
        after: u64,
        limit: usize,
        bytes: usize,
    ) -> Result<(Vec<LogEntry>, bool), StoreError> {
        let _turn = self.log_readers.acquire().await.map_err(|_| StoreError::Closed)?;
        let mut rows = sqlx::query(
            "SELECT run_id, seq_from, seq_to, bytes FROM log_batches \
             WHERE thread_id = $1 AND seq_to > $2 ORDER BY seq_to LIMIT $3",
        )
        .bind(thread_id)
        .bind(signed(after))
        // Every batch has an event at least.
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch(self.pool());
        let (mut entries, mut read) = (Vec::new(), 0);
        while entries.len() < limit && read < bytes {
            let Some(row) = rows.try_next().await? else { return Ok((entries, false)) };
            for entry in read_batch(&row, after)? {
                if entries.len() == limit || read >= bytes {
                    break;
                }
                read += entry.json.len();
                entries.push(entry);
            }
        }
        Ok((entries, true))
    }
}

/// The events of one run after a number, inside a transaction.
pub(crate) async fn read_run_events(
    connection: &mut AnyConnection,
    thread_id: &str,
    run_id: &str,
    after: u64,
) -> Result<Vec<LogEntry>, StoreError> {
    let rows = sqlx::query(
        "SELECT run_id, seq_from, seq_to, bytes FROM log_batches \
         WHERE thread_id = $1 AND run_id = $2 AND seq_to > $3 ORDER BY seq_to",
    )
    .bind(thread_id)
    .bind(run_id)
    .bind(signed(after))
    .fetch_all(connection)
    .await?;
    let mut entries = Vec::new();
    for row in &rows {
        entries.extend(read_batch(row, after)?);
    }
    Ok(entries)
}

/// A batch's events after a number.
fn read_batch(row: &AnyRow, after: u64) -> Result<Vec<LogEntry>, StoreError> {
    let run_id: Option<&str> = row.try_get("run_id")?;
    let run_id: Option<Arc<str>> = run_id.map(Arc::from);
    let (from, to) = (unsigned(row.try_get("seq_from")?)?, unsigned(row.try_get("seq_to")?)?);
    let text = std::str::from_utf8(row.try_get("bytes")?)
        .map_err(|_| StoreError::Corrupt("a batch of events is not text"))?;
    let entries: Vec<_> = (from..=to)
        .zip(text.lines())
        .filter(|(seq, _)| *seq > after)
        .map(|(seq, line)| LogEntry::new(seq, run_id.clone(), line.into()))
        .collect();
    if text.lines().count() as u64 != to - from + 1 {
        return Err(StoreError::Corrupt("a batch of events has lost some"));
    }
    Ok(entries)
}
