//! Runs over the External API: one request, one whole answer.

use siesta_api::Error;
use siesta_api::types::{AgentResponse, ContextEntry, CreateAgentResponseRequest};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::run::{Output, conversation, keep_conversation};
use super::{Job, RunFailure, Turn};
use crate::app::App;

/// Runs the job until its terminal event is written.
pub(super) async fn drive(
    app: &App,
    job: &Job,
    output: &mut Output<'_>,
    cancelled: &CancellationToken,
) -> Result<(), RunFailure> {
    let Turn::Message(text) = &job.turn else {
        return Err(RunFailure::internal("results of tools can't be taken over the External API"));
    };
    let known = conversation(app, job).await?;
    let answer = tokio::select! {
        biased;
        () = cancelled.cancelled() => return output.cancel().await,
        answer = ask(app, job, text, known) => answer.map_err(|error| RunFailure::of_call(&error))?,
    };
    keep_conversation(app, job, known, answer.conversation_id).await?;
    output.translate(|translator| translator.answer(&answer)).await?;
    Ok(())
}

/// Asks in the known conversation, and in a new one when the platform no longer has it. The client itself repeats
/// what surely was not processed.
async fn ask(app: &App, job: &Job, text: &str, known: Option<Uuid>) -> Result<AgentResponse, Error> {
    let agent = job.assistant.agent_id;
    match app.siesta.agents().respond(agent, request(job, text, known)).await {
        Err(error) if known.is_some() && error.is_not_found() => {
            app.siesta.agents().respond(agent, request(job, text, None)).await
        }
        answer => answer,
    }
}

fn request(job: &Job, text: &str, known: Option<Uuid>) -> CreateAgentResponseRequest {
    let mut request = CreateAgentResponseRequest::new(text);
    request.conversation_id = known;
    request.context =
        job.context.iter().map(|item| ContextEntry::new(&item.description, &item.value)).collect();
    request
}
