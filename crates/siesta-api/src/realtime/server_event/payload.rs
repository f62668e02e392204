//! What the events hold. A field is required only where the event means nothing without it.

use serde::{Deserialize, Serialize};

use super::FunctionCall;
use crate::types::Extra;

/// `session.created`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The session.
    pub session: SessionInfo,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The provider's side of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Names the session with the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The model that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `conversation.item.created`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ItemEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The item, as the provider writes it.
    pub item: serde_json::Value,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `response.output_item.added` and `response.output_item.done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OutputItemEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Place of the item in the answer.
    #[serde(default)]
    pub output_index: u32,
    /// The item as it stands.
    pub item: OutputItem,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that an answer consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OutputItem {
    /// The agent asks the client to run a function.
    FunctionCall(FunctionCall),
    /// Anything else, as the provider writes it: a message, for example.
    Other(serde_json::Value),
}

/// `response.created` and `response.done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResponseEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer as it stands.
    pub response: RealtimeResponse,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An answer of the agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RealtimeResponse {
    /// Names the answer in all its events.
    pub id: String,
    /// How far it is, or how it ended.
    pub status: ResponseStatus,
    /// Why it ended so, as the provider writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_details: Option<serde_json::Value>,
    /// What it cost, once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How far an answer is, or how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseStatus {
    /// It goes on.
    InProgress,
    /// It is whole.
    Completed,
    /// The client stopped it.
    Cancelled,
    /// The provider failed.
    Failed,
    /// It was cut short, for example by a limit of length or a filter.
    Incomplete,
    /// A status this client does not know.
    #[serde(untagged)]
    Other(String),
}

/// Tokens that an answer used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Usage {
    /// Read by the model.
    #[serde(default)]
    pub input_tokens: u64,
    /// Written by the model.
    #[serde(default)]
    pub output_tokens: u64,
    /// Both.
    #[serde(default)]
    pub total_tokens: u64,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `response.output_text.delta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TextDeltaEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// The item of the conversation that the text belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Place of the item in the answer.
    #[serde(default)]
    pub output_index: u32,
    /// Place of the text in the item.
    #[serde(default)]
    pub content_index: u32,
    /// The text to append.
    pub delta: String,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `response.output_text.done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TextDoneEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// The item of the conversation that the text belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Place of the item in the answer.
    #[serde(default)]
    pub output_index: u32,
    /// Place of the text in the item.
    #[serde(default)]
    pub content_index: u32,
    /// The whole text.
    pub text: String,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// What was refused.
    pub error: ErrorDetail,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What was refused, and why. The message may repeat parts of what was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Kind of the failure.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Code of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Explanation for people.
    #[serde(default)]
    pub message: String,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
