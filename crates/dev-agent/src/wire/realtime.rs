//! Events of the Realtime WebSocket, text only: the OpenAI Realtime shapes that the vendor passes
//! through, and the vendor's own `siesta.citations`.

use super::Citation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The model that a session names.
pub const MODEL: &str = "gpt-realtime-2";

/// What a client may send. Fields that this stand-in has no use for are ignored.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum ClientEvent {
    /// Adds a message to the conversation.
    #[serde(rename = "conversation.item.create")]
    ItemCreate {
        /// The message.
        item: ClientItem,
    },
    /// Asks for an answer to what was added.
    #[serde(rename = "response.create")]
    ResponseCreate,
    /// Stops the answer that is being written.
    #[serde(rename = "response.cancel")]
    ResponseCancel {
        /// The answer meant; the active one when absent.
        response_id: Option<String>,
    },
    /// Changes settings of the session; nothing here depends on them.
    #[serde(rename = "session.update")]
    SessionUpdate,
    /// Anything else.
    #[serde(other)]
    Unknown,
}

/// A message that a client adds.
#[derive(Debug, Deserialize)]
pub struct ClientItem {
    /// The client's own id for it.
    pub id: Option<String>,
    /// `message`; anything else is refused.
    #[serde(rename = "type")]
    pub kind: String,
    /// `user`, or `system` for page context.
    pub role: Option<String>,
    /// Its parts.
    #[serde(default)]
    pub content: Vec<ContentPart>,
}

impl ClientItem {
    /// The item's text: all text parts, joined by line breaks.
    pub fn text(&self) -> String {
        let parts = self.content.iter().filter(|part| part.kind == "input_text");
        parts.filter_map(|part| part.text.as_deref()).collect::<Vec<_>>().join("\n")
    }
}

/// A part of a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentPart {
    /// `input_text` is the one that is read.
    #[serde(rename = "type")]
    pub kind: String,
    /// The text, of a text part.
    pub text: Option<String>,
}

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

/// An item as the server shows it.
#[derive(Debug, Serialize)]
pub struct ServerItem {
    /// The client's id, or one of ours.
    pub id: String,
    /// Always `message`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Always `completed`.
    pub status: &'static str,
    /// `user` or `system`.
    pub role: String,
    /// Its parts.
    pub content: Vec<ContentPart>,
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

/// A new id with a readable beginning, for example `resp_0190…`.
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}
