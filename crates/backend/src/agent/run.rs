//! One run, from its first call upstream to the terminal event in the log.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use contract::agui::Event;
use futures_util::FutureExt;
use manifest::Transport;
use tokio::time::timeout;
use tracing::Instrument;
use uuid::Uuid;

use super::runs::Signals;
use super::translate::{Translated, Translator};
use super::{Job, RunFailure, realtime, response};
use crate::app::App;
use crate::limits::RunSlot;
use crate::store::StoreError;

/// Starts a run that the log has begun, detached from the request that asked for it. It keeps its place until
/// its end is written.
pub fn start(app: &App, job: Job, place: Option<RunSlot>) {
    let span = tracing::info_span!("run", run_id = job.run_id, role = job.assistant.role);
    let run_id = job.run_id.clone();
    let within = app.clone();
    app.runs.spawn(&run_id, |signals| {
        async move {
            let mut output = Output::new(&within, &job, place);
            // A run that panics would block its thread until the next start.
            let done = AssertUnwindSafe(execute(&within, &job, &mut output, &signals)).catch_unwind().await;
            if done.is_err() {
                output.fail(RunFailure::internal("the run panicked")).await;
            }
            within.runs.ended(&job.run_id);
        }
        .instrument(span)
    });
}

async fn execute(app: &App, job: &Job, output: &mut Output<'_>, signals: &Signals) {
    let started = Instant::now();
    let drive = async {
        match job.assistant.transport {
            Transport::Realtime => realtime::drive(app, job, output, &signals.cancelled).await,
            Transport::Response => response::drive(app, job, output, &signals.cancelled).await,
        }
    };
    let deadline = app.settings.runs.deadline;
    let outcome = tokio::select! {
        biased;
        () = signals.stopping.cancelled() => Err(RunFailure::lost()),
        outcome = timeout(deadline, drive) => outcome.unwrap_or_else(|_| {
            Err(RunFailure::timeout(format!("no end within {} s", deadline.as_secs())))
        }),
    };
    let elapsed_ms = started.elapsed().as_millis() as u64;
    match outcome {
        Ok(()) => tracing::info!(elapsed_ms, outcome = output.outcome, "run ended"),
        Err(failure) => {
            tracing::warn!(
                elapsed_ms,
                code = failure.code,
                cause = failure.cause,
                remedy = failure.remedy,
                "run failed"
            );
            output.fail(failure).await;
        }
    }
}

/// Where a run stands after an event of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// More will come.
    GoesOn,
    /// The agent waits to hear that its calls of tools were refused.
    Waits,
    /// The terminal event is written.
    Ended,
}

/// The run's end of the log.
pub(super) struct Output<'a> {
    app: &'a App,
    job: &'a Job,
    translator: Translator,
    ended: bool,
    outcome: &'static str,
    /// Given back before anybody can know of the end, and ask again.
    place: Option<RunSlot>,
}

impl<'a> Output<'a> {
    fn new(app: &'a App, job: &'a Job, place: Option<RunSlot>) -> Self {
        let translator = Translator::new(&job.thread_id, &job.run_id, job.tools.clone());
        Self { app, job, translator, ended: false, outcome: "none", place }
    }

    /// Translates, and appends the outcome.
    pub(super) async fn translate(
        &mut self,
        translate: impl FnOnce(&mut Translator) -> Translated,
    ) -> Result<Progress, RunFailure> {
        let Translated { events, calls, failure } = translate(&mut self.translator);
        if !calls.is_empty() {
            // Before anybody can answer them.
            let Job { thread_id, run_id, assistant, .. } = self.job;
            let agent = assistant.agent_id.to_string();
            self.app.store.add_tool_calls(thread_id, run_id, &agent, &calls).await.map_err(unwritable)?;
        }
        self.append(events).await?;
        match failure {
            Some(failure) => Err(failure),
            None if self.ended => Ok(Progress::Ended),
            None if !calls.is_empty() => Ok(Progress::Waits),
            None => Ok(Progress::GoesOn),
        }
    }

    /// Ends the run because the visitor wished so.
    pub(super) async fn cancel(&mut self) -> Result<(), RunFailure> {
        let events = self.translator.cancelled();
        self.append(events).await
    }

    async fn append(&mut self, events: Vec<Event>) -> Result<(), RunFailure> {
        let Job { thread_id, run_id, .. } = self.job;
        for event in events {
            let written = if event.is_terminal() {
                self.ended = true;
                self.place.take();
                self.outcome = "finished";
                self.app.log.end_run(thread_id, run_id, event).await
            } else {
                self.app.log.append(thread_id, run_id, event).await
            };
            written.map_err(|error| RunFailure::internal(format!("the log can't be written: {error}")))?;
        }
        Ok(())
    }

    /// Ends the run as failed, unless it has ended.
    async fn fail(&mut self, failure: RunFailure) {
        if self.ended {
            return;
        }
        self.ended = true;
        self.place.take();
        let Job { thread_id, run_id, .. } = self.job;
        let ended = self.app.log.end_run(thread_id, run_id, failure.event()).await;
        if ended == Err(StoreError::RunOver) {
            tracing::info!("the run's conversation was deleted meanwhile");
        } else if let Err(error) = ended {
            tracing::error!(%error, "the end of a run could not be written; it will end as lost");
        }
    }
}

/// The platform's conversation of this thread and agent, when there is one.
pub(super) async fn conversation(app: &App, job: &Job) -> Result<Option<Uuid>, RunFailure> {
    let agent = job.assistant.agent_id.to_string();
    let known = app.store.upstream_conversation(&job.thread_id, &agent).await;
    let known = known.map_err(unreadable)?;
    Ok(known.and_then(|id| Uuid::try_parse(&id).ok()))
}

/// Keeps the platform's conversation, so that the next run continues it.
pub(super) async fn keep_conversation(
    app: &App,
    job: &Job,
    known: Option<Uuid>,
    conversation: Uuid,
) -> Result<(), RunFailure> {
    if known == Some(conversation) {
        return Ok(());
    }
    let agent = job.assistant.agent_id.to_string();
    let kept = app.store.set_upstream_conversation(&job.thread_id, &agent, &conversation.to_string()).await;
    kept.map_err(unwritable)
}

pub(super) fn unreadable(error: StoreError) -> RunFailure {
    RunFailure::internal(format!("the store can't be read: {error}"))
}

pub(super) fn unwritable(error: StoreError) -> RunFailure {
    RunFailure::internal(format!("the store can't be written: {error}"))
}
