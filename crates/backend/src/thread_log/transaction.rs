//! The statements behind each step of a batch.

mod append;
mod begin;
mod delete;
mod feedback;
mod locks;
mod rows;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use contract::agui::Event;
use contract::error::code;
use contract::history::Fold;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use time::OffsetDateTime;

use super::batch::{Batch, Ending, Step};
use super::{Begun, NewRun, Shared, messages};
use crate::store::{Answered, LogEntry, RunState, StoreError, millis, read_run_events, signed, unsigned};
use append::Append;

/// What visitors read when an answer broke off.
const LOST: &str = "The answer was interrupted. Please send your message again.";

/// What a step came to. It counts once the transaction is committed.
#[derive(Debug)]
pub(super) enum Done {
    Begun(Begun),
    /// Written, or dropped because the run is over.
    Appended,
    /// `false`: there is no such run.
    Ended(bool),
    Lost(bool),
    /// `false`: there was none to delete.
    Deleted(bool),
    Erased,
    Rated(Answered),
}

/// One transaction at work.
pub(super) struct Transaction<'a> {
    shared: &'a Shared,
    connection: &'a mut AnyConnection,
    now: OffsetDateTime,
    retried: bool,
    effects: Effects,
}

/// What changes outside the database once the transaction is committed.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// New events by thread.
    pub(super) entries: BTreeMap<String, Vec<LogEntry>>,
    /// Runs under way and their newest number, or `None` for those that ended.
    pub(super) runs: HashMap<String, Option<u64>>,
    /// Threads that were deleted.
    pub(super) gone: Vec<String>,
}

/// A row of `runs` that this transaction has locked.
struct Locked {
    site_id: String,
    first_seq: u64,
}

impl Locked {
    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self { site_id: row.try_get("site_id")?, first_seq: unsigned(row.try_get("first_seq")?)? })
    }
}

impl<'a> Transaction<'a> {
    /// `retried` says that an earlier attempt at the same batch may have been committed after all.
    pub(super) fn new(shared: &'a Shared, connection: &'a mut AnyConnection, retried: bool) -> Self {
        Self { shared, connection, now: OffsetDateTime::now_utc(), retried, effects: Effects::default() }
    }

    pub(super) async fn apply(mut self, batch: &Batch) -> Result<(Vec<Done>, Effects), StoreError> {
        self.lock(batch).await?;
        let together = appends_that_come_first(batch);
        let appends = together.iter().filter_map(|&index| match &batch[index] {
            (thread_id, Step::Append { run_id, events, .. }) => Some(Append { thread_id, run_id, events }),
            _ => None,
        });
        self.append_all(appends.collect()).await?;

        let mut together = together.into_iter().peekable();
        let mut done = Vec::with_capacity(batch.len());
        for (index, (thread_id, step)) in batch.iter().enumerate() {
            if together.next_if_eq(&index).is_some() {
                done.push(Done::Appended);
                continue;
            }
            done.push(match step {
                Step::Begin { run, .. } => Done::Begun(self.begin(run).await?),
                Step::Append { run_id, events, .. } => self.append(thread_id, run_id, events).await?,
                Step::End { run_id, ending, .. } => self.end(thread_id, run_id, ending).await?,
                Step::Lose { run_id, now, .. } => Done::Lost(self.lose(thread_id, run_id, *now).await?),
                Step::Delete { which, .. } => Done::Deleted(self.delete(thread_id, which).await?),
                Step::Rate { feedback, .. } => Done::Rated(self.rate(thread_id, feedback).await?),
                Step::Erase { erasure, .. } => {
                    self.erase(erasure).await?;
                    Done::Erased
                }
            });
        }
        Ok((done, self.effects))
    }

    async fn append(&mut self, thread_id: &str, run_id: &str, events: &[Event]) -> Result<Done, StoreError> {
        self.append_all(vec![Append { thread_id, run_id, events }]).await?;
        Ok(Done::Appended)
    }

    async fn end(&mut self, thread_id: &str, run_id: &str, ending: &Ending) -> Result<Done, StoreError> {
        let given_up = self.newest(run_id).is_none();
        let Some(run) = self.lock_run(thread_id, run_id).await? else {
            self.effects.runs.insert(run_id.to_owned(), None);
            let known =
                sqlx::query("SELECT id FROM runs WHERE id = $1 AND thread_id = $2 AND state <> 'running'")
                    .bind(run_id)
                    .bind(thread_id)
                    .fetch_optional(&mut *self.connection)
                    .await?;
            return Ok(Done::Ended(known.is_some()));
        };
        match &ending.messages {
            Some(messages) if !given_up => {
                self.finish(thread_id, run_id, &run.site_id, &ending.terminal, messages).await?;
            }
            _ => self.finish_lost(thread_id, run_id, &run).await?,
        }
        Ok(Done::Ended(true))
    }

    async fn lose(&mut self, thread_id: &str, run_id: &str, now: OffsetDateTime) -> Result<bool, StoreError> {
        if self.newest(run_id).is_some() {
            return Ok(false);
        }
        let row = sqlx::query(
            "UPDATE runs SET owner_node = $1, owner_life = $2 \
             WHERE id = $3 AND thread_id = $4 AND state = 'running' \
             AND (lease_until <= $5 OR owner_node = $1) \
             RETURNING site_id, first_seq",
        )
        .bind(&self.shared.node)
        .bind(&self.shared.life)
        .bind(run_id)
        .bind(thread_id)
        .bind(millis(now))
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(row) = row else { return Ok(false) };
        self.finish_lost(thread_id, run_id, &Locked::read(&row)?).await?;
        Ok(true)
    }

    /// Ends a run of which nothing is known but what its log says.
    async fn finish_lost(&mut self, thread_id: &str, run_id: &str, run: &Locked) -> Result<(), StoreError> {
        let mut fold = Fold::default();
        for entry in read_run_events(self.connection, thread_id, run_id, run.first_seq - 1).await? {
            let event = serde_json::from_str(&entry.json);
            fold.push(&event.map_err(|_| StoreError::Corrupt("an event is not JSON"))?);
        }
        let lost = Event::run_error(code::RUN_LOST, LOST);
        let messages = messages(fold, &lost)?;
        self.finish(thread_id, run_id, &run.site_id, &lost, &messages).await
    }

    /// Writes the terminal event, and the messages that the run's events made.
    async fn finish(
        &mut self,
        thread_id: &str,
        run_id: &str,
        site_id: &str,
        terminal: &Event,
        messages: &str,
    ) -> Result<(), StoreError> {
        let (state, outcome) = outcome(terminal);
        let last_seq =
            self.write_events(thread_id, site_id, Some(run_id), std::slice::from_ref(terminal)).await?;
        sqlx::query("UPDATE runs SET state = $1, outcome = $2, messages = $3, last_seq = $4 WHERE id = $5")
            .bind(state.as_str())
            .bind(outcome)
            .bind(messages)
            .bind(signed(last_seq))
            .bind(run_id)
            .execute(&mut *self.connection)
            .await?;
        self.effects.runs.insert(run_id.to_owned(), None);
        Ok(())
    }

    /// Locks a run that this life of the node has under way, and renews its lease.
    async fn lock_run(&mut self, thread_id: &str, run_id: &str) -> Result<Option<Locked>, StoreError> {
        let row = sqlx::query(
            "UPDATE runs SET lease_until = $1 \
             WHERE id = $2 AND thread_id = $3 AND state = 'running' AND owner_life = $4 \
             RETURNING site_id, first_seq",
        )
        .bind(self.lease_until())
        .bind(run_id)
        .bind(thread_id)
        .bind(&self.shared.life)
        .fetch_optional(&mut *self.connection)
        .await?;
        row.as_ref().map(Locked::read).transpose()
    }

    /// Numbers events and writes them as one row. Those of a run put the thread on top of its visitor's list. Returns
    /// the last number.
    async fn write_events(
        &mut self,
        thread_id: &str,
        site_id: &str,
        run_id: Option<&str>,
        events: &[Event],
    ) -> Result<u64, StoreError> {
        let lines = as_lines(events)?;
        let count = lines.len() as u64;
        let row = sqlx::query(
            "UPDATE threads SET last_seq = last_seq + $1, updated_at = COALESCE(CAST($2 AS BIGINT), updated_at) \
             WHERE id = $3 RETURNING last_seq",
        )
        .bind(signed(count))
        .bind(run_id.map(|_| millis(self.now)))
        .bind(thread_id)
        .fetch_one(&mut *self.connection)
        .await?;
        let to = unsigned(row.try_get("last_seq")?)?;
        let from = to - count + 1;
        sqlx::query(
            "INSERT INTO log_batches (thread_id, site_id, run_id, seq_from, seq_to, bytes) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(thread_id)
        .bind(site_id)
        .bind(run_id)
        .bind(signed(from))
        .bind(signed(to))
        .bind(lines.join("\n").into_bytes())
        .execute(&mut *self.connection)
        .await?;
        let entries = entries(to, run_id, lines);
        self.effects.entries.entry(thread_id.to_owned()).or_default().extend(entries);
        Ok(to)
    }

    /// The number of a run's newest event in the log.
    async fn newest_stored(&mut self, thread_id: &str, run_id: &str) -> Result<Option<u64>, StoreError> {
        let row =
            sqlx::query("SELECT MAX(seq_to) AS newest FROM log_batches WHERE thread_id = $1 AND run_id = $2")
                .bind(thread_id)
                .bind(run_id)
                .fetch_one(&mut *self.connection)
                .await?;
        row.try_get::<Option<i64>, _>("newest")?.map(unsigned).transpose()
    }

    /// The newest number of a run under way here, as of this step.
    fn newest(&self, run_id: &str) -> Option<u64> {
        match self.effects.runs.get(run_id) {
            Some(newest) => *newest,
            None => self.shared.running().get(run_id).map(|run| run.newest),
        }
    }

    fn lease_until(&self) -> i64 {
        millis(self.now + self.shared.config.lease)
    }
}

/// The appends that are the first step of their thread: they depend on nothing else in the batch, and so can be
/// written together. An erasure goes before all.
fn appends_that_come_first(batch: &Batch) -> Vec<usize> {
    if batch.iter().any(|(_, step)| matches!(step, Step::Erase { .. })) {
        return Vec::new();
    }
    let first = |index: usize| index == 0 || batch[index - 1].0 != batch[index].0;
    let append = |index: usize| matches!(batch[index].1, Step::Append { .. });
    (0..batch.len()).filter(|&index| first(index) && append(index)).collect()
}

fn as_lines(events: &[Event]) -> Result<Vec<String>, StoreError> {
    events.iter().map(as_json).collect()
}

pub(super) fn as_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| UNWRITABLE)
}

/// The events with their numbers, of which `last_seq` is the last.
fn entries(
    last_seq: u64,
    run_id: Option<&str>,
    lines: Vec<String>,
) -> impl Iterator<Item = LogEntry> + use<> {
    let run_id: Option<Arc<str>> = run_id.map(Arc::from);
    let first_seq = last_seq + 1 - lines.len() as u64;
    (first_seq..).zip(lines).map(move |(seq, line)| LogEntry::new(seq, run_id.clone(), line.into()))
}

const UNWRITABLE: StoreError = StoreError::Corrupt("an event can't be written as JSON");

fn outcome(terminal: &Event) -> (RunState, &str) {
    match terminal {
        Event::RunError(body) => (RunState::Failed, body.code.as_deref().unwrap_or(code::INTERNAL)),
        Event::RunFinished(body) => {
            match body.outcome.as_ref().map_or("success", |outcome| &outcome.r#type) {
                "cancelled" => (RunState::Cancelled, "cancelled"),
                other => (RunState::Finished, other),
            }
        }
        _ => (RunState::Finished, "success"),
    }
}
