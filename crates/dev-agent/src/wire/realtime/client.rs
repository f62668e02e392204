//! Events that the client sends.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    ResponseCreate {
        /// Settings for this answer only.
        response: Option<ResponseOptions>,
    },
    /// Stops the answer that is being written.
    #[serde(rename = "response.cancel")]
    ResponseCancel {
        /// The answer meant; the active one when absent.
        response_id: Option<String>,
    },
    /// Changes the session's functions or guidance.
    #[serde(rename = "session.update")]
    SessionUpdate {
        /// What is different from now on.
        #[serde(default)]
        session: Map<String, Value>,
    },
    /// Answers an approval request.
    #[serde(rename = "siesta.approval.resolve")]
    ApprovalResolve {
        /// The request.
        id: String,
        /// Yes or no.
        approved: bool,
        /// As the request had it.
        #[serde(rename = "payloadHash")]
        payload_hash: String,
    },
    /// Anything else.
    #[serde(other)]
    Unknown,
}

/// Settings for one answer.
#[derive(Debug, Default, Deserialize)]
pub struct ResponseOptions {
    /// Guidance for this answer only, instead of the session's.
    pub instructions: Option<String>,
}

/// A message, or a function's output, that a client adds.
#[derive(Debug, Deserialize)]
pub struct ClientItem {
    /// The client's own id for it.
    pub id: Option<String>,
    /// `message` or `function_call_output`; anything else is refused.
    #[serde(rename = "type")]
    pub kind: String,
    /// `user`, or `system` for page context.
    pub role: Option<String>,
    /// Its parts, of a message.
    #[serde(default)]
    pub content: Vec<ContentPart>,
    /// The call, of an output.
    pub call_id: Option<String>,
    /// What the function answered.
    pub output: Option<String>,
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
