//! The only way to append to a thread's log, and to follow it.

use contract::agui::{Event, RunAgentInput};
use futures_util::Stream;
use time::OffsetDateTime;

use crate::store::{LogEntry, Store, StoreError};

/// A run to begin.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// The site it belongs to.
    pub site_id: String,
    /// Whose run it is.
    pub visitor_id: String,
    /// What it is started with: sanitized, with the visitor's message as it is to be stored.
    pub input: RunAgentInput,
    /// SHA-256 of the request's body: the same run id with another one is a conflict.
    pub body_hash: [u8; 32],
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
    /// Its thread or id belongs to somebody else.
    NotFound,
}

/// The log of all threads. Clones share one writer.
#[derive(Clone, Debug)]
pub struct ThreadLog {
    store: Store,
}

impl ThreadLog {
    /// Starts the writer. `node` names this process among those that share the database: no two live ones
    /// may have the same name, and a process that takes over a name ends its predecessor's runs as lost.
    pub fn start(store: Store, node: impl Into<String>) -> Self {
        let _: String = node.into();
        Self { store }
    }

    /// Begins a run: its thread is made when it is new, its message is durable when this returns.
    ///
    /// # Errors
    /// When the database can't be written; whether the run was begun is then unknown, asking again tells.
    pub async fn begin_run(&self, _run: NewRun) -> Result<Begun, StoreError> {
        Err(StoreError::Closed)
    }

    /// Appends an event of a run that this node began. Returns when it is queued; waits while the queue is
    /// full.
    ///
    /// # Errors
    /// [`StoreError::RunOver`] when the run has ended or was given up, [`StoreError::Closed`] after shutdown.
    pub async fn append(&self, _thread_id: &str, _run_id: &str, _event: Event) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }

    /// Ends a run with its terminal event, durably and after all that was appended to it. A run that has
    /// ended stays as it is.
    ///
    /// # Errors
    /// When the database can't be written: the run then ends as lost later on.
    pub async fn end_run(&self, _thread_id: &str, _run_id: &str, _terminal: Event) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }

    /// The thread's events after a number: each once, in order, first the stored ones and then new ones as
    /// they are committed. Ends with the first error, or when the log shuts down. The caller has checked
    /// whose thread it is.
    pub fn follow(
        &self,
        thread_id: &str,
        after: u64,
    ) -> impl Stream<Item = Result<LogEntry, StoreError>> + Send + use<> {
        let state = Some((self.store.clone(), thread_id.to_owned()));
        futures_util::stream::unfold(state, move |state| async move {
            let (store, thread) = state?;
            let mut entries = store.read_events(&thread, after, 1).await.ok()?;
            Some((Ok(entries.pop()?), None))
        })
    }

    /// Ends runs that nobody runs any more with `RUN_ERROR` `run_lost`: those whose lease is over, and those
    /// of this node's earlier life. Returns how many.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn recover(&self, _now: OffsetDateTime) -> Result<usize, StoreError> {
        Err(StoreError::Closed)
    }

    /// Writes what is queued and stops. Followers end.
    pub async fn shutdown(&self) {}
}
