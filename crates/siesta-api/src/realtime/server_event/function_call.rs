//! Functions that the client runs for the agent.

use serde::{Deserialize, Serialize};

use crate::types::Extra;

/// An item of the type `function_call`. Whole once `response.output_item.done` has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionCall {
    /// Tells it from other items.
    #[serde(rename = "type")]
    pub kind: FunctionCallKind,
    /// The item of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Names the call: its output is sent back under it.
    pub call_id: String,
    /// The function, as it was declared.
    pub name: String,
    /// JSON of the arguments, as the agent wrote it: check it against the function's schema.
    #[serde(default)]
    pub arguments: String,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The one word `function_call`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionCallKind {
    /// `function_call`.
    FunctionCall,
}

/// `response.function_call_arguments.delta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArgumentsDeltaEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// The item of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// The call.
    pub call_id: String,
    /// What to append to the arguments' JSON.
    pub delta: String,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `response.function_call_arguments.done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArgumentsDoneEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// The item of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// The call.
    pub call_id: String,
    /// The function, where the provider repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// JSON of the arguments, whole.
    pub arguments: String,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}
