//! The task that writes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::batch::{Batch, Job, Step, plan};
use super::transaction::{Done, Effects, Transaction};
use super::{Begun, Running, Shared};
use crate::store::StoreError;

/// Most jobs in one transaction.
const BATCH_JOBS: usize = 4096;

/// Longest time for one attempt at a transaction: longer than SQLite waits for a lock.
const ATTEMPT: Duration = Duration::from_secs(9);

/// First and longest pause between attempts.
const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// A batch with more rows than this is a sign of load. The rows beyond it are written at this many a second: a row costs
/// the same however much text is in it, so that the writer does better to wait for text that makes larger rows.
const LIGHT_BATCH: usize = 100;
const ROWS_A_SECOND: f64 = 5_000.0;

/// After so many steps the database's journal has grown to some megabytes, and a copy takes a millisecond or two.
const JOURNAL_STEPS: usize = 1_000;

/// Writes all that waits, again and again, until every sender is gone or one asks to stop.
pub(super) async fn run(shared: Arc<Shared>, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::with_capacity(BATCH_JOBS);
    let mut stops = Vec::new();
    let mut journal = Journal::default();
    while jobs.recv_many(&mut waiting, BATCH_JOBS).await > 0 {
        let (batch, asked) = plan(waiting.drain(..));
        if !asked.is_empty() {
            // What was sent before is still received.
            jobs.close();
            stops.extend(asked);
        }
        let next = turn(&batch).map(|turn| Instant::now() + turn);
        let steps = batch.len();
        write(&shared, batch).await;
        journal.grown(&shared, steps).await;
        if let Some(next) = next.filter(|_| !jobs.is_closed()) {
            tokio::time::sleep_until(next).await;
        }
    }
    shared.hub.close();
    shared.stopped.cancel();
    for stop in stops {
        let _ = stop.send(());
    }
}

/// What was written since the journal was last copied into the database. Most of it is copied beside the writing; what
/// came meanwhile, between two batches. Then the journal begins anew: writes that make its file longer are slow ones.
#[derive(Default)]
struct Journal {
    steps: usize,
    copying: Option<JoinHandle<()>>,
}

impl Journal {
    async fn grown(&mut self, shared: &Shared, steps: usize) {
        self.steps += steps;
        if self.copying.take_if(|copying| copying.is_finished()).is_some() {
            warn(shared.store.copy_rest_of_journal().await);
        }
        if self.steps < JOURNAL_STEPS || self.copying.is_some() {
            return;
        }
        self.steps = 0;
        let store = shared.store.clone();
        self.copying = Some(tokio::spawn(async move { warn(store.copy_journal().await) }));
    }
}

fn warn(copied: Result<(), StoreError>) {
    if let Err(error) = copied {
        tracing::warn!(%error, "the database's journal was not copied; it is tried again after more was written");
    }
}

/// The time from the beginning of a heavy batch to the next one's.
fn turn(batch: &Batch) -> Option<Duration> {
    let heavy = batch.len().checked_sub(LIGHT_BATCH)?;
    Some(Duration::from_secs_f64(heavy as f64 / ROWS_A_SECOND))
}

async fn write(shared: &Shared, batch: Batch) {
    let mut batches = VecDeque::from([batch]);
    while let Some(batch) = batches.pop_front() {
        if batch.is_empty() {
            continue;
        }
        match attempts(shared, &batch).await {
            Ok((done, effects, retried)) => publish(shared, batch, done, effects, retried),
            // One step can't be written: the others shall not fail with it.
            Err(error) if !error.is_transient() && batch.len() > 1 => {
                batches.extend(batch.into_iter().map(|step| vec![step]));
            }
            Err(error) => give_up(shared, batch, &error),
        }
    }
}

/// Tries until the batch is committed, or the time for it is up.
async fn attempts(shared: &Shared, batch: &Batch) -> Result<(Vec<Done>, Effects, bool), StoreError> {
    let deadline = Instant::now() + shared.config.retry_for;
    let mut pause = PAUSE.0;
    let mut retried = false;
    loop {
        let error = match tokio::time::timeout(ATTEMPT, attempt(shared, batch, retried)).await {
            Ok(Ok((done, effects))) => return Ok((done, effects, retried)),
            Ok(Err(error)) => error,
            Err(_) => {
                StoreError::unavailable("the database doesn't answer in time", "check its load and its disk")
            }
        };
        if !error.is_transient() || Instant::now() + pause >= deadline {
            return Err(error);
        }
        tracing::warn!(%error, pause_ms = pause.as_millis(), steps = batch.len(), "write failed, trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE.1);
        retried = true;
    }
}

async fn attempt(shared: &Shared, batch: &Batch, retried: bool) -> Result<(Vec<Done>, Effects), StoreError> {
    let mut write = shared.store.begin().await?;
    let written = Transaction::new(shared, write.connection(), retried).apply(batch).await?;
    write.commit().await?;
    Ok(written)
}

/// Tells followers and callers what is durable now.
fn publish(shared: &Shared, batch: Batch, done: Vec<Done>, effects: Effects, retried: bool) {
    {
        let mut running = shared.running();
        for (step, done) in batch.iter().zip(&done) {
            if let ((_, Step::Begin { run, .. }), Done::Begun(Begun::Started { first_seq })) = (step, done) {
                running.insert(run.input.run_id.clone(), Running::begun(&run.input, *first_seq));
            }
        }
        for (run_id, newest) in effects.runs {
            match (newest, running.get_mut(&run_id)) {
                (Some(newest), Some(run)) => run.newest = newest,
                _ => drop(running.remove(&run_id)),
            }
        }
    }
    if retried {
        // An attempt that seemed to fail may have been committed: only the database knows all of it.
        batch.iter().for_each(|(thread_id, _)| shared.hub.reread(thread_id));
    } else {
        effects.entries.into_iter().for_each(|(thread_id, entries)| shared.hub.publish(&thread_id, entries));
    }
    if retried && batch.iter().any(|(_, step)| matches!(step, Step::Erase { .. })) {
        shared.hub.reread_all();
    }
    effects.gone.iter().for_each(|thread_id| shared.hub.end(thread_id));
    // Whoever asked may have gone away.
    for ((_, step), done) in batch.into_iter().zip(done) {
        match (step, done) {
            (Step::Begin { reply, .. }, Done::Begun(begun)) => drop(reply.send(Ok(begun))),
            (Step::End { reply, .. }, Done::Ended(known)) => {
                drop(reply.send(if known { Ok(()) } else { Err(StoreError::RunOver) }));
            }
            (Step::Lose { reply, .. }, Done::Lost(lost)) => drop(reply.send(Ok(lost))),
            // Not found again: an attempt whose commit we never heard of has deleted it.
            (Step::Delete { reply, .. }, Done::Deleted(found)) => drop(reply.send(Ok(found || retried))),
            (Step::Erase { reply, .. }, Done::Erased) => drop(reply.send(Ok(()))),
            (Step::Rate { reply, .. }, Done::Rated(answered)) => drop(reply.send(Ok(answered))),
            _ => {}
        }
    }
}

/// Tells callers that nothing was written. Runs that miss events now can only end as lost.
fn give_up(shared: &Shared, batch: Batch, error: &StoreError) {
    tracing::error!(%error, steps = batch.len(), "write given up");
    for (_, step) in batch {
        match step {
            Step::Begin { reply, .. } => drop(reply.send(Err(error.clone()))),
            Step::Append { run_id, .. } => drop(shared.running().remove(&run_id)),
            Step::End { run_id, reply, .. } => {
                shared.running().remove(&run_id);
                drop(reply.send(Err(error.clone())));
            }
            Step::Lose { reply, .. } | Step::Delete { reply, .. } => drop(reply.send(Err(error.clone()))),
            Step::Erase { reply, .. } => drop(reply.send(Err(error.clone()))),
            Step::Rate { reply, .. } => drop(reply.send(Err(error.clone()))),
        }
    }
}
