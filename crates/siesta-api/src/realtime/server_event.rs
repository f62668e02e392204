//! Events that the server sends.

mod function_call;
mod payload;
mod siesta;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, describe};

pub use function_call::{ArgumentsDeltaEvent, ArgumentsDoneEvent, FunctionCall, FunctionCallKind};
pub use payload::{
    ErrorDetail, ErrorEvent, ItemEvent, OutputItem, OutputItemEvent, RealtimeResponse, ResponseEvent,
    ResponseStatus, SessionEvent, SessionInfo, TextDeltaEvent, TextDoneEvent, Usage,
};
pub use siesta::{
    ApprovalRequestedEvent, CitationsEvent, NumberedCitation, SiestaEvent, SubagentStatus,
    SubagentStatusEvent, ToolCompletedEvent, ToolOutcome, ToolStartedEvent,
};

/// An event from the server, routed by its top-level `type`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerEvent {
    /// `session.created`: the connection is ready.
    SessionCreated(SessionEvent),
    /// `session.updated`: the session's settings have changed.
    SessionUpdated(SessionEvent),
    /// `conversation.item.created` (or the newer `conversation.item.added`): an item was added, the client's
    /// own included.
    ConversationItemCreated(ItemEvent),
    /// `response.created`: the agent began an answer.
    ResponseCreated(ResponseEvent),
    /// `response.output_item.added`: the agent began a message or a function call.
    OutputItemAdded(OutputItemEvent),
    /// `response.output_item.done`: a message or a function call is whole. Run the function and send its
    /// output with [`ClientEvent::function_output`](crate::realtime::ClientEvent::function_output).
    OutputItemDone(OutputItemEvent),
    /// `response.function_call_arguments.delta`: more of a function call's arguments.
    ArgumentsDelta(ArgumentsDeltaEvent),
    /// `response.function_call_arguments.done`: a function call's arguments, whole.
    ArgumentsDone(ArgumentsDoneEvent),
    /// `response.output_text.delta` (or the older `response.text.delta`): more of the answer's text.
    OutputTextDelta(TextDeltaEvent),
    /// `response.output_text.done` (or the older `response.text.done`): the whole text once more.
    OutputTextDone(TextDoneEvent),
    /// `response.done`: the answer has ended, well or not; see its status.
    ResponseDone(ResponseEvent),
    /// `error`: a client event was refused. The connection goes on.
    Error(ErrorEvent),
    /// An event of the vendor's own, named `siesta.*`.
    Siesta(SiestaEvent),
    /// Any other event, whole.
    Other(Value),
}

impl ServerEvent {
    /// Reads one event. A type this client does not know is kept whole.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the text is not a JSON object with a `type`, or lacks what its type needs.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let event: Value = serde_json::from_str(text)
            .map_err(|error| Error::Decode { operation: "event".to_owned(), detail: describe(&error) })?;
        let Some(kind) = event["type"].as_str().map(str::to_owned) else {
            return Err(Error::Decode {
                operation: "event".to_owned(),
                detail: "the field `type` is missing".to_owned(),
            });
        };
        match kind.as_str() {
            "session.created" => read("session.created", event).map(Self::SessionCreated),
            "session.updated" => read("session.updated", event).map(Self::SessionUpdated),
            "conversation.item.created" | "conversation.item.added" => {
                read("conversation.item.created", event).map(Self::ConversationItemCreated)
            }
            "response.created" => read("response.created", event).map(Self::ResponseCreated),
            "response.output_item.added" => {
                read("response.output_item.added", event).map(Self::OutputItemAdded)
            }
            "response.output_item.done" => read("response.output_item.done", event).map(Self::OutputItemDone),
            "response.function_call_arguments.delta" => {
                read("response.function_call_arguments.delta", event).map(Self::ArgumentsDelta)
            }
            "response.function_call_arguments.done" => {
                read("response.function_call_arguments.done", event).map(Self::ArgumentsDone)
            }
            "response.output_text.delta" | "response.text.delta" => {
                read("response.output_text.delta", event).map(Self::OutputTextDelta)
            }
            "response.output_text.done" | "response.text.done" => {
                read("response.output_text.done", event).map(Self::OutputTextDone)
            }
            "response.done" => read("response.done", event).map(Self::ResponseDone),
            "error" => read("error", event).map(Self::Error),
            custom if custom.starts_with("siesta.") => SiestaEvent::decode(custom, event).map(Self::Siesta),
            _ => Ok(Self::Other(event)),
        }
    }
}

fn read<T: DeserializeOwned>(kind: &'static str, event: Value) -> Result<T, Error> {
    serde_json::from_value(event)
        .map_err(|error| Error::Decode { operation: format!("event {kind}"), detail: describe(&error) })
}

#[cfg(test)]
mod tests;
