//! `POST /v1/assistants/{role}/runs`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use contract::agui::RunAgentInput;
use contract::error::{Problem, code};
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt, future};
use manifest::Transport;
use serde::Deserialize;
use tracing::Instrument;

use super::input::{self, Hearing, Said};
use super::tool_results::{self, ToolResult};
use crate::agent::{self, Beginning, ClientTools, Job, Turn};
use crate::app::App;
use crate::http::extract::JsonBody;
use crate::http::middleware::limit::Counted;
use crate::http::middleware::visitor::Visitor;
use crate::http::stream::{self, Pass};
use crate::limits::RunSlot;
use crate::problem::Failure;
use crate::store::{LogEntry, StoreError};
use crate::thread_log::{Begun, NewRun, ToolAnswers};

/// Runs an assistant on a message, and streams the run's AG-UI events.
///
/// `runId` is the idempotency key: the same request again replays the run from its first event. What the
/// visitor may say is the newest user message and the page's context; the rest of the input is ignored. `tools`
/// select by name among the client tools that the manifest declares; a run that called some ends with
/// `pendingToolCallIds`, and `tool` messages at the end of the next input answer them.
#[utoipa::path(post, path = "/v1/assistants/{role}/runs", tag = "chat", security(("visitor" = [])),
    params(("role" = String, Path, description = "Names the assistant, as in /v1/config")),
    request_body = RunAgentInput,
    responses(
        (status = 200, description = "Server-sent events: `id:` the event's number in its thread, `data:` an AG-UI event", body = String, content_type = "text/event-stream"),
        (status = 409, description = "`run_conflict`: the id was used for another body; `run_active`: the thread has a run under way; `tool_call_not_pending`: a tool message answers a call that waits for no answer here", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, runs, or runs at a time: `retryAfter` says when to come back", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn create_run(
    State(app): State<App>,
    visitor: Visitor,
    counted: Counted,
    Path(role): Path<String>,
    JsonBody(input): JsonBody<RunAgentInput>,
) -> Result<Response, Failure> {
    let manifests = &app.settings.site.manifests;
    let assistant = manifests.assistants().iter().find(|assistant| assistant.role == role);
    let assistant = assistant.cloned().ok_or_else(Failure::not_found)?;
    // Over the External API an agent can't call what the page has.
    let none = ClientTools::default();
    let hearing = Hearing {
        role: &role,
        policy: manifests.web_plugin().web_plugin.page_context,
        tools: match assistant.transport {
            Transport::Realtime => &app.settings.site.client_tools,
            Transport::Response => &none,
        },
    };
    let kept = input::keep(input, &hearing)?;
    let (thread_id, run_id) = (kept.input.thread_id.clone(), kept.input.run_id.clone());
    let (turn, tool_answers) = match kept.said {
        Said::Message(text) => (Turn::Message(text), None),
        Said::Results(results) => {
            tool_results::check(&app, &visitor, &thread_id, &results).await?;
            let agent_id = assistant.agent_id.to_string();
            let outputs = results.iter().map(ToolResult::output).collect();
            (Turn::ToolResults, Some(ToolAnswers { agent_id, outputs }))
        }
    };
    let pass = Pass::for_the_run(&visitor, &thread_id);
    let beginning = app.beginnings.enter(&run_id).await;
    let place = place(&app, &visitor, &counted, &run_id).await?;
    let new_run = NewRun {
        site_id: visitor.site,
        visitor_id: visitor.id,
        issued_at: visitor.issued_at,
        token_id: visitor.token_id,
        input: kept.input,
        body_hash: kept.hash,
        tool_answers,
    };
    let job = Job {
        thread_id: thread_id.clone(),
        run_id: run_id.clone(),
        assistant,
        turn,
        context: kept.context,
        tools: kept.tools,
    };
    let first_seq = begin(app.clone(), beginning, new_run, job, place).await?;
    let entries = app.log.follow(&thread_id, first_seq.saturating_sub(1));
    Ok(stream::respond(&app, pass, run_slice(entries, run_id)))
}

/// A place for a run that is new. One that was begun before has its own already, or needs none any more: asking for it
/// again takes no other.
async fn place(
    app: &App,
    visitor: &Visitor,
    counted: &Counted,
    run_id: &str,
) -> Result<Option<RunSlot>, Failure> {
    if app.runs.contains(run_id) {
        return Ok(None);
    }
    match counted.place_for_run(app) {
        Ok(place) => Ok(Some(place)),
        Err(refusal) => match app.store.run(&visitor.site, &visitor.id, run_id).await? {
            Some(_) => Ok(None),
            None => Err(counted.refuse(app, refusal)),
        },
    }
}

/// Stores the run and starts it. In a task of its own: a visitor who leaves between the two must not leave a run
/// behind that nobody runs. Whoever asks for the same run waits until it is done.
async fn begin(
    app: App,
    beginning: Beginning,
    new_run: NewRun,
    job: Job,
    place: Option<RunSlot>,
) -> Result<u64, Failure> {
    let task = async move {
        let _until_it_is_done = beginning;
        let conflict = |code, detail| Err(Failure::new(StatusCode::CONFLICT, code, detail));
        match app.log.begin_run(new_run).await? {
            Begun::Started { first_seq } => {
                agent::start(&app, job, place);
                Ok(first_seq)
            }
            Begun::Same { first_seq } => Ok(first_seq),
            Begun::Conflict => {
                conflict(code::RUN_CONFLICT, "This runId was used for another message. Make a new one.")
            }
            Begun::Active { .. } => conflict(
                code::RUN_ACTIVE,
                "The last question is still being answered. Wait for its end, or cancel it.",
            ),
            Begun::NotPending => Err(tool_results::not_pending()),
            Begun::NotFound => Err(Failure::not_found()),
            Begun::Revoked => Err(Failure::unauthorized()),
        }
    };
    match tokio::spawn(task.in_current_span()).await {
        Ok(begun) => begun,
        Err(error) => Err(Failure::internal(format!("the run could not be begun: {error}"))),
    }
}

/// The part of a thread's stream that is one run: its events only, to its terminal one.
fn run_slice(
    entries: impl Stream<Item = Result<LogEntry, StoreError>> + Send + 'static,
    run_id: String,
) -> impl Stream<Item = Result<LogEntry, StoreError>> + Send + 'static {
    let own = entries.filter(move |entry| {
        future::ready(match entry {
            Ok(entry) => entry.run_id.as_deref() == Some(&run_id),
            Err(_) => true,
        })
    });
    // The end is known with the terminal event: waiting for a next one would keep the reader waiting as well.
    unfold(Some(Box::pin(own)), |own| async move {
        let mut own = own?;
        let entry = own.next().await?;
        let ended = entry.as_ref().is_ok_and(|entry| is_terminal(&entry.json));
        Some((entry, (!ended).then_some(own)))
    })
}

fn is_terminal(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Kind<'a> {
        #[serde(rename = "type", borrow)]
        kind: std::borrow::Cow<'a, str>,
    }
    serde_json::from_str::<Kind<'_>>(json)
        .is_ok_and(|event| matches!(&*event.kind, "RUN_FINISHED" | "RUN_ERROR"))
}

#[cfg(test)]
mod tests {
    use super::is_terminal;

    #[test]
    fn only_the_events_own_type_ends_a_run() {
        assert!(is_terminal(r#"{"runId":"r","type":"RUN_FINISHED"}"#));
        assert!(is_terminal(r#"{"type":"RUN_ERROR","message":"m"}"#));
        assert!(!is_terminal(r#"{"type":"TEXT_MESSAGE_CONTENT","delta":"\"type\":\"RUN_ERROR\""}"#));
        assert!(!is_terminal(r#"{"type":"CUSTOM","name":"n","value":{"type":"RUN_FINISHED"}}"#));
    }
}
