//! Events that the server sends.

use super::client::ContentPart;
use super::new_id;
use crate::wire::Citation;
use serde::Serialize;
use serde_json::{Map, Value};

/// What the server sends: an event with an id of its own.
#[derive(Debug, Serialize)]
pub struct ServerEvent {
    /// Unique.
    pub event_id: String,
    /// The event.
    #[serde(flatten)]
    pub body: ServerEventBody,
}

impl From<ServerEventBody> for ServerEvent {
    fn from(body: ServerEventBody) -> Self {
        Self { event_id: new_id("event"), body }
    }
}

/// The events themselves.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub enum ServerEventBody {
    /// First event of a connection.
    #[serde(rename = "session.created")]
    SessionCreated {
        /// The session.
        session: Session,
    },
    /// Answers `session.update`.
    #[serde(rename = "session.updated")]
    SessionUpdated {
        /// The session.
        session: Session,
    },
    /// Acknowledges an item; a user's message is stored by then.
    #[serde(rename = "conversation.item.created")]
    ItemCreated {
        /// The item as stored.
        item: ServerItem,
    },
    /// A function call begins.
    #[serde(rename = "response.output_item.added")]
    OutputItemAdded {
        /// The answer.
        response_id: String,
        /// Where it stands in the answer.
        output_index: u32,
        /// The call, without its arguments.
        item: FunctionCall,
    },
    /// A piece of a function call's arguments.
    #[serde(rename = "response.function_call_arguments.delta")]
    ArgumentsDelta {
        /// Whose arguments.
        #[serde(flatten)]
        place: CallPlace,
        /// What is appended.
        delta: String,
    },
    /// All arguments of a function call.
    #[serde(rename = "response.function_call_arguments.done")]
    ArgumentsDone {
        /// Whose arguments.
        #[serde(flatten)]
        place: CallPlace,
        /// The function.
        name: String,
        /// JSON.
        arguments: String,
    },
    /// A function call is whole.
    #[serde(rename = "response.output_item.done")]
    OutputItemDone {
        /// The answer.
        response_id: String,
        /// Where it stands in the answer.
        output_index: u32,
        /// The call.
        item: FunctionCall,
    },
    /// A tool of the platform begins.
    #[serde(rename = "siesta.tool.started")]
    ToolStarted {
        /// The answer.
        response_id: String,
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// Its arguments.
        arguments: Map<String, Value>,
    },
    /// A tool of the platform ended.
    #[serde(rename = "siesta.tool.completed")]
    ToolCompleted {
        /// The answer.
        response_id: String,
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// `succeeded` or `failed`.
        status: &'static str,
        /// What came out, for people.
        output: String,
    },
    /// A tool of the platform waits for a yes or no.
    #[serde(rename = "siesta.approval.requested")]
    ApprovalRequested {
        /// The answer.
        response_id: String,
        /// Names the request.
        id: String,
        /// The tool.
        name: String,
        /// Its arguments.
        arguments: Map<String, Value>,
        /// Goes back unchanged.
        #[serde(rename = "payloadHash")]
        payload_hash: String,
    },
    /// An answer begins.
    #[serde(rename = "response.created")]
    ResponseCreated {
        /// The answer.
        response: Response,
    },
    /// What the answer quotes; sent before its text.
    #[serde(rename = "siesta.citations")]
    Citations {
        /// The answer.
        response_id: String,
        /// In the order of their numbers.
        citations: Vec<Citation>,
    },
    /// A piece of the answer.
    #[serde(rename = "response.output_text.delta")]
    TextDelta {
        /// Whose text.
        #[serde(flatten)]
        place: TextPlace,
        /// What is appended.
        delta: String,
    },
    /// The whole answer.
    #[serde(rename = "response.output_text.done")]
    TextDone {
        /// Whose text.
        #[serde(flatten)]
        place: TextPlace,
        /// All deltas together.
        text: String,
    },
    /// The answer ended, one way or another.
    #[serde(rename = "response.done")]
    ResponseDone {
        /// How it ended.
        response: Response,
    },
    /// A client event was refused; the connection goes on.
    #[serde(rename = "error")]
    Error {
        /// Why.
        error: EventError,
    },
}

/// The session of a connection.
#[derive(Debug, Clone, Serialize)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Its model.
    pub model: &'static str,
}

/// An item as the server shows it: a message or a function's output.
#[derive(Debug, Serialize)]
pub struct ServerItem {
    /// The client's id, or one of ours.
    pub id: String,
    /// `message` or `function_call_output`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Always `completed`.
    pub status: &'static str,
    /// `user` or `system`, of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Its parts, of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ContentPart>>,
    /// The call, of an output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// What the function answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// A call of a function that the client runs.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionCall {
    /// The item.
    pub id: String,
    /// Always `function_call`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `in_progress` or `completed`.
    pub status: &'static str,
    /// What its output has to name.
    pub call_id: String,
    /// The function.
    pub name: String,
    /// JSON.
    pub arguments: String,
}

/// Where a piece of a function call belongs.
#[derive(Debug, Clone, Serialize)]
pub struct CallPlace {
    /// The answer.
    pub response_id: String,
    /// The call's item.
    pub item_id: String,
    /// Where it stands in the answer.
    pub output_index: u32,
    /// What its output has to name.
    pub call_id: String,
}

/// Where a piece of text belongs.
#[derive(Debug, Clone, Serialize)]
pub struct TextPlace {
    /// The answer.
    pub response_id: String,
    /// Its message.
    pub item_id: String,
    /// Always 0: an answer is one message.
    pub output_index: u32,
    /// Always 0: a message is one text.
    pub content_index: u32,
}

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseStatus {
    /// Being written.
    InProgress,
    /// Whole.
    Completed,
    /// Stopped by the client.
    Cancelled,
    /// Broken by a fault of this server.
    Failed,
}

/// An answer's state.
#[derive(Debug, Serialize)]
pub struct Response {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: ResponseStatus,
    /// Why it did not complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_details: Option<StatusDetails>,
    /// The function calls in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<FunctionCall>,
    /// What it cost; once it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

/// Why an answer did not complete.
#[derive(Debug, Serialize)]
pub struct StatusDetails {
    /// The status once more.
    #[serde(rename = "type")]
    pub kind: ResponseStatus,
    /// Of a cancelled answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Of a failed answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<EventError>,
}

/// What an answer cost. There is no model here, so a word counts as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Words of the message, of the conversation before it and of the page context.
    pub input_tokens: usize,
    /// Pieces sent.
    pub output_tokens: usize,
    /// Both.
    pub total_tokens: usize,
}

/// Why something was refused or failed.
#[derive(Debug, Clone, Serialize)]
pub struct EventError {
    /// `invalid_request_error` or `server_error`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
}
