//! The only way to append to a thread's log, and to follow it.
//!
//! All writes of a process go through one writer task: what waits while a transaction commits is written by
//! the next one, for all threads together. An event reaches followers after it is durable, never before.
//! Each run belongs to one life of one node: events of anybody else are refused inside the transaction, so
//! that a node that was taken for dead can't write into a run that has been closed for it.

mod batch;
mod follow;
mod hub;
mod lease;
mod transaction;
mod writer;

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::agui::{Event, RunAgentInput};
use contract::history::Fold;
use futures_util::Stream;
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::store::{Answered, LogEntry, Once, Store, StoreError, ToolOutput};
use batch::{Ending, Job};
use hub::Hub;

/// A run to begin.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// The site it belongs to.
    pub site_id: String,
    /// Whose run it is.
    pub visitor_id: String,
    /// When the visitor's token was made, in Unix seconds: an erasure makes earlier ones void.
    pub issued_at: u64,
    /// Names that token.
    pub token_id: String,
    /// What it is started with: sanitized, with the visitor's message as it is to be stored.
    pub input: RunAgentInput,
    /// SHA-256 of the request's body: the same run id with another one is a conflict.
    pub body_hash: [u8; 32],
    /// Results of client tools that the run takes to its agent; a run with a message closes the calls that wait.
    pub tool_answers: Option<ToolAnswers>,
}

/// Results of client tools.
#[derive(Clone, Debug)]
pub struct ToolAnswers {
    /// The agent that made the calls.
    pub agent_id: String,
    /// What it gets.
    pub outputs: Vec<ToolOutput>,
}

/// Which thread may be deleted.
#[derive(Clone, Debug)]
pub enum Which {
    /// One of this visitor.
    Of {
        /// The site it belongs to.
        site_id: String,
        /// Whose thread it is.
        visitor_id: String,
    },
    /// One in which no run has begun or ended since.
    UntouchedSince(OffsetDateTime),
}

/// A visitor to be erased.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// The site.
    pub site_id: String,
    /// The visitor. With a user of the site go all the user's keys.
    pub visitor_id: String,
    /// When the token was made with which the visitor asks, in Unix seconds.
    pub issued_at: u64,
}

/// What a visitor thinks of an answer.
#[derive(Clone, Debug)]
pub struct Feedback {
    /// Whose it is; it counts once.
    pub once: Once,
    /// The value of its event, [`FEEDBACK`](contract::agui::FEEDBACK).
    pub value: Value,
}

/// What became of a request to begin a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new and stored; whoever asked runs the agent.
    Started {
        /// Number of its `RUN_STARTED`.
        first_seq: u64,
    },
    /// It was begun before by the same request: follow it, don't run it again.
    Same {
        /// Number of its `RUN_STARTED`.
        first_seq: u64,
    },
    /// Its id was used for another request.
    Conflict,
    /// Its thread has a run under way.
    Active {
        /// That run.
        run_id: String,
    },
    /// It answers a call of a tool that waits for no answer in this thread.
    NotPending,
    /// Its thread or id belongs to somebody else.
    NotFound,
    /// Its token was given back, or its visitor erased after the token had been made.
    Revoked,
}

/// Limits of a log.
#[derive(Clone, Copy, Debug)]
pub struct LogConfig {
    /// How long other nodes leave a run alone that this one no longer vouches for. Default 30 s.
    pub lease: Duration,
    /// How long a failing write is tried again before its runs are given up. Default 10 s.
    pub retry_for: Duration,
    /// How many requests may wait to be written before the next one waits for its place. Default 8192.
    pub queue: usize,
    /// How many bytes of events may wait or be under way, of all threads together, before [`ThreadLog::append`]
    /// waits: a slow database shall slow the agents' streams down and not fill the memory. Default 8 MiB.
    pub queue_bytes: u32,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            retry_for: Duration::from_secs(10),
            queue: 8192,
            queue_bytes: 8 * 1024 * 1024,
        }
    }
}

/// The log of all threads. Clones share one writer.
#[derive(Clone, Debug)]
pub struct ThreadLog {
    shared: Arc<Shared>,
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Shared {
    store: Store,
    config: LogConfig,
    node: String,
    /// Tells this process from earlier ones of the same name.
    life: String,
    /// Runs under way here. The writer decides which they are.
    running: Mutex<HashMap<String, Running>>,
    hub: Arc<Hub>,
    /// Bytes of events that may still be taken in.
    room: Arc<Semaphore>,
    stopped: CancellationToken,
}

/// A run under way here.
#[derive(Debug)]
struct Running {
    /// The number of its newest durable event.
    newest: u64,
    /// The messages made by what was handed in, durable or not: whoever ends the run need not read its log.
    fold: Fold,
}

impl Running {
    fn begun(input: &RunAgentInput, newest: u64) -> Self {
        let mut fold = Fold::default();
        fold.begin(input);
        Self { newest, fold }
    }
}

impl Shared {
    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<String, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ThreadLog {
    /// Starts the writer. `node` names this process among those that share the database: no two live ones
    /// may have the same name, and a process that takes over a name ends its predecessor's runs as lost.
    ///
    /// Has to be called inside a Tokio runtime. [`recover`](Self::recover) is the first thing to call.
    pub fn start(store: Store, node: impl Into<String>) -> Self {
        Self::start_with(store, node, LogConfig::default())
    }

    /// Like [`start`](Self::start), with limits.
    pub fn start_with(store: Store, node: impl Into<String>, config: LogConfig) -> Self {
        let shared = Arc::new(Shared {
            store,
            config,
            node: node.into(),
            life: uuid::Uuid::new_v4().to_string(),
            running: Mutex::default(),
            hub: Arc::default(),
            room: Arc::new(Semaphore::new(config.queue_bytes as usize)),
            stopped: CancellationToken::new(),
        });
        let (queue, jobs) = mpsc::channel(config.queue.max(1));
        tokio::spawn(writer::run(shared.clone(), jobs));
        tokio::spawn(lease::keep(shared.clone(), queue.downgrade()));
        Self { shared, queue }
    }

    /// Begins a run: its thread is made when it is new, its message is durable when this returns.
    ///
    /// # Errors
    /// When the database can't be written; whether the run was begun is then unknown, asking again tells.
    pub async fn begin_run(&self, run: NewRun) -> Result<Begun, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Begin { run: Box::new(run), reply }).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Appends an event of a run that this node began. Returns when it is queued; waits while there is no room.
    ///
    /// # Errors
    /// [`StoreError::RunOver`] when the run has ended or was given up, [`StoreError::Closed`] after shutdown.
    pub async fn append(&self, thread_id: &str, run_id: &str, event: Event) -> Result<(), StoreError> {
        if !self.shared.running().contains_key(run_id) {
            return Err(StoreError::RunOver);
        }
        let bytes = batch::weight(&event).min(self.shared.config.queue_bytes);
        let room =
            self.shared.room.clone().acquire_many_owned(bytes).await.map_err(|_| StoreError::Closed)?;
        let place = self.queue.reserve().await.map_err(|_| StoreError::Closed)?;
        match self.shared.running().get_mut(run_id) {
            Some(run) => run.fold.push(&event),
            None => return Err(StoreError::RunOver),
        }
        place.send(Job::Append { thread_id: thread_id.to_owned(), run_id: run_id.to_owned(), event, room });
        Ok(())
    }

    /// Ends a run with its terminal event, durably and after all that was appended to it.
    ///
    /// A run that has ended stays as it is. One that was given up after write errors ends as lost, whatever
    /// the terminal event says: a part of its answer is missing.
    ///
    /// # Errors
    /// When the database can't be written: the run then ends as lost later on.
    /// [`StoreError::RunOver`] when this node has no such run.
    pub async fn end_run(&self, thread_id: &str, run_id: &str, terminal: Event) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        let fold = self.shared.running().get_mut(run_id).map(|run| mem::take(&mut run.fold));
        let messages = fold.map(|fold| messages(fold, &terminal)).transpose()?;
        let (thread_id, run_id) = (thread_id.to_owned(), run_id.to_owned());
        self.send(Job::End { thread_id, run_id, ending: Ending { terminal, messages }, reply }).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Deletes a thread and all that hangs on it, durably; its followers end, and its runs take no more events.
    /// `false`: there is no such thread.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn delete_thread(&self, thread_id: &str, which: Which) -> Result<bool, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Delete { thread_id: thread_id.to_owned(), which, reply }).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Deletes all that is kept of a visitor, durably and as a whole, and makes the visitor's tokens void.
    ///
    /// # Errors
    /// When the database can't be written; whether it was done is then unknown, doing it again is harmless.
    pub async fn erase_visitor(&self, erasure: Erasure) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Erase { erasure, reply }).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Notes what the visitor thinks of an answer, in the thread's log and at the answer, durably.
    ///
    /// # Errors
    /// When the database can't be written; whether it was noted is then unknown, asking again tells.
    pub async fn rate(&self, thread_id: &str, feedback: Feedback) -> Result<Answered, StoreError> {
        let (reply, answer) = oneshot::channel();
        let feedback = Box::new(feedback);
        self.send(Job::Rate { thread_id: thread_id.to_owned(), feedback, reply }).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// The thread's events after a number: each once, in order, first the stored ones and then new ones as
    /// they are committed. Ends with the first error, or when the log shuts down. The caller has checked
    /// whose thread it is.
    pub fn follow(
        &self,
        thread_id: &str,
        after: u64,
    ) -> impl Stream<Item = Result<LogEntry, StoreError>> + Send + use<> {
        follow::follow(self.shared.store.clone(), self.shared.hub.subscribe(thread_id), thread_id, after)
    }

    /// Ends runs that nobody runs any more with `RUN_ERROR` `run_lost`: those whose lease is over, and those
    /// of this node that it doesn't know. Returns how many. Also happens by itself, thrice a lease.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(&self, now: OffsetDateTime) -> Result<usize, StoreError> {
        lease::recover(&self.shared, &self.queue, now).await
    }

    /// Writes what is queued and stops. Followers end; later calls fail with [`StoreError::Closed`].
    pub async fn shutdown(&self) {
        let (reply, answer) = oneshot::channel();
        if self.send(Job::Stop { reply }).await.is_ok() {
            let _ = answer.await;
        }
        self.shared.stopped.cancelled().await;
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.queue.send(job).await.map_err(|_| StoreError::Closed)
    }
}

/// The messages of a run that ends so, as JSON.
fn messages(mut fold: Fold, terminal: &Event) -> Result<String, StoreError> {
    fold.push(terminal);
    transaction::as_json(&fold.finish())
}

/// A text on one line: what parts words becomes one space.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
