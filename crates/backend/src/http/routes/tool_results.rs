//! Results of tools that the visitor's page ran: `tool` messages at the end of a request's messages.

use axum::http::StatusCode;
use contract::agui::Message;
use contract::error::code;
use contract::limits::TOOL_RESULT_CHARS;
use serde_json::json;

use super::input::check_id;
use crate::app::App;
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::store::ToolOutput;

/// What a tool returned, or why it failed.
#[derive(Clone, Debug)]
pub(super) struct ToolResult {
    message_id: String,
    call_id: String,
    content: String,
    error: Option<String>,
}

impl ToolResult {
    /// As it is stored and shown to other readers of the thread.
    pub(super) fn message(&self) -> Message {
        let mut message = Message::tool_result(&self.message_id, &self.call_id, &self.content);
        if let Some(error) = &self.error {
            message.extra.insert("error".to_owned(), error.as_str().into());
        }
        message
    }

    /// What the agent gets.
    pub(super) fn output(&self) -> ToolOutput {
        let output = match &self.error {
            Some(error) => json!({ "error": error, "content": self.content }).to_string(),
            None => self.content.clone(),
        };
        ToolOutput { id: self.call_id.clone(), output }
    }
}

/// Reads the messages and checks what can be checked of them alone.
pub(super) fn keep(messages: &[Message]) -> Result<Vec<ToolResult>, Failure> {
    let mut results = Vec::<ToolResult>::new();
    for message in messages {
        check_id(&message.id)?;
        let call_id =
            message.tool_call_id().ok_or_else(|| Failure::invalid("A tool message needs a toolCallId."))?;
        if results.iter().any(|known| known.call_id == call_id) {
            return Err(Failure::invalid("Two tool messages answer the same call. Send one of them."));
        }
        // Databases can't keep this one character.
        let readable = |text: &str| text.replace('\0', "\u{fffd}");
        let content = readable(&message.as_text());
        let error = message.tool_error().map(readable);
        let chars = content.chars().count() + error.as_deref().unwrap_or_default().chars().count();
        if chars > TOOL_RESULT_CHARS {
            return Err(invalid(format!(
                "A tool's result has {chars} characters, and {TOOL_RESULT_CHARS} is the most. Return less."
            )));
        }
        results.push(ToolResult {
            message_id: message.id.clone(),
            call_id: call_id.to_owned(),
            content,
            error,
        });
    }
    Ok(results)
}

/// Checks the results against the calls that they answer. Whether those still wait is known only when the run begins.
pub(super) async fn check(
    app: &App,
    visitor: &Visitor,
    thread_id: &str,
    results: &[ToolResult],
) -> Result<(), Failure> {
    for result in results {
        let call = app.store.called_tool(&visitor.site, &visitor.id, thread_id, &result.call_id).await?;
        let name = call.ok_or_else(not_pending)?;
        // A tool that the manifest no longer has lost its schema with it.
        if result.error.is_none()
            && let Some(tool) = app.settings.site.client_tools.get(&name)
        {
            tool.check_result(&result.content).map_err(|departure| {
                invalid(format!("The result of {name} is not as the manifest declares it: {departure}."))
            })?;
        }
    }
    Ok(())
}

/// The same words for calls that are unknown, somebody else's, answered, and closed.
pub(super) fn not_pending() -> Failure {
    let detail = "A tool message answers a call that waits for no answer in this conversation: it is unknown here, \
                  or was answered or closed before. Send a new message of the user to go on.";
    Failure::new(StatusCode::CONFLICT, code::TOOL_CALL_NOT_PENDING, detail)
}

fn invalid(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, code::TOOL_RESULT_INVALID, detail)
}
