//! Runs, and the messages that ended ones left.

use contract::agui::Message;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, StoreError, signed, unsigned};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunState {
    /// Under way.
    Running,
    /// Ended by `RUN_FINISHED` (success, interrupt).
    Finished,
    /// Ended by `RUN_FINISHED` with the outcome `cancelled`.
    Cancelled,
    /// Ended by `RUN_ERROR`.
    Failed,
}

impl RunState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        [Self::Running, Self::Finished, Self::Cancelled, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(StoreError::Corrupt("a run has an unknown state"))
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunRow {
    /// The run.
    pub id: String,
    /// Its conversation.
    pub thread_id: String,
    /// Where it stands.
    pub state: RunState,
    /// How it ended: the outcome of `RUN_FINISHED` or the code of `RUN_ERROR`.
    pub outcome: Option<String>,
    /// Number of its `RUN_STARTED`.
    pub first_seq: u64,
    /// Number of its newest event; while it is under way, of its first.
    pub last_seq: u64,
}

impl RunRow {
    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            thread_id: row.try_get("thread_id")?,
            state: RunState::read(row.try_get("state")?)?,
            outcome: row.try_get("outcome")?,
            first_seq: unsigned(row.try_get("first_seq")?)?,
            last_seq: unsigned(row.try_get("last_seq")?)?,
        })
    }
}

/// One page of a conversation's messages.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct HistoryPage {
    /// Number of the first event of the message's run, and the message; oldest first.
    pub messages: Vec<(u64, Message)>,
    /// Whether older runs exist.
    pub has_more: bool,
}

impl Store {
    /// The messages of the newest `limit_runs` ended runs, or of those that began `before` an event number.
    ///
    /// Somebody else's thread is `None` like an unknown one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn history(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: &str,
        before: Option<u64>,
        limit_runs: u32,
    ) -> Result<Option<HistoryPage>, StoreError> {
        if self.thread(site_id, visitor_id, thread_id).await?.is_none() {
            return Ok(None);
        }
        let mut rows = sqlx::query(
            "SELECT first_seq, messages FROM runs \
             WHERE thread_id = $1 AND state <> 'running' AND first_seq < $2 \
             ORDER BY first_seq DESC LIMIT $3",
        )
        .bind(thread_id)
        .bind(before.map_or(i64::MAX, signed))
        .bind(i64::from(limit_runs) + 1)
        .fetch_all(self.pool())
        .await?;
        let limit = usize::try_from(limit_runs).unwrap_or(usize::MAX);
        let mut page = HistoryPage { messages: Vec::new(), has_more: rows.len() > limit };
        rows.truncate(limit);
        for row in rows.iter().rev() {
            let first_seq = unsigned(row.try_get("first_seq")?)?;
            let messages: Vec<Message> = serde_json::from_str(row.try_get("messages")?)
                .map_err(|_| StoreError::Corrupt("a run's messages are not JSON"))?;
            page.messages.extend(messages.into_iter().map(|message| (first_seq, message)));
        }
        Ok(Some(page))
    }

    /// The run under way on a thread. The caller has checked whose thread it is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn active_run(&self, thread_id: &str) -> Result<Option<RunRow>, StoreError> {
        let row = sqlx::query(
            "SELECT id, thread_id, state, outcome, first_seq, last_seq FROM runs \
             WHERE thread_id = $1 AND state = 'running'",
        )
        .bind(thread_id)
        .fetch_optional(self.pool())
        .await?;
        row.as_ref().map(RunRow::read).transpose()
    }

    /// The visitor's run; somebody else's is `None` like an unknown one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn run(
        &self,
        site_id: &str,
        visitor_id: &str,
        run_id: &str,
    ) -> Result<Option<RunRow>, StoreError> {
        let row = sqlx::query(
            "SELECT r.id, r.thread_id, r.state, r.outcome, r.first_seq, r.last_seq \
             FROM runs r JOIN threads t ON t.id = r.thread_id \
             WHERE r.id = $1 AND t.site_id = $2 AND t.visitor_id = $3",
        )
        .bind(run_id)
        .bind(site_id)
        .bind(visitor_id)
        .fetch_optional(self.pool())
        .await?;
        row.as_ref().map(RunRow::read).transpose()
    }

    /// The visitor's runs under way, of one thread or of all.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn running_runs(
        &self,
        site_id: &str,
        visitor_id: &str,
        thread_id: Option<&str>,
    ) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.id FROM threads t JOIN runs r ON r.thread_id = t.id AND r.state = 'running' \
             WHERE t.site_id = $1 AND t.visitor_id = $2 AND ($3 = '' OR t.id = $3)",
        )
        .bind(site_id)
        .bind(visitor_id)
        .bind(thread_id.unwrap_or_default())
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }
}
