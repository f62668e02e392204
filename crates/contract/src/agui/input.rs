//! What a client sends to start a run.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Extra, Message, Role};

/// A named piece of ambient information for one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Context {
    /// What the value is.
    pub description: String,
    /// The value.
    pub value: String,
}

impl Context {
    /// A piece of context.
    pub fn new(description: impl Into<String>, value: impl Into<String>) -> Self {
        Self { description: description.into(), value: value.into() }
    }
}

/// A request to run an agent (AG-UI `RunAgentInput`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RunAgentInput {
    /// The conversation; a client may name a new one.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub thread_id: String,
    /// The run; also its idempotency key.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub run_id: String,
    /// The messages; the backend takes only the newest one of the visitor, or the results of tools after it.
    pub messages: Vec<Message>,
    /// Sanitized page context.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_empty")]
    pub context: Vec<Context>,
    /// What else the input carries.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object, additional_properties))]
    pub extra: Extra,
}

impl RunAgentInput {
    /// An input with these messages and nothing else.
    pub fn new(thread_id: impl Into<String>, run_id: impl Into<String>, messages: Vec<Message>) -> Self {
        Self {
            thread_id: thread_id.into(),
            run_id: run_id.into(),
            messages,
            context: Vec::new(),
            extra: Extra::new(),
        }
    }

    /// The newest message of the visitor.
    pub fn newest_user_message(&self) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.role == Role::User)
    }

    /// The results of client tools that this input is sent for: its last messages, when those are `tool` messages.
    ///
    /// Stock clients send the whole conversation each time; results that came before another message have been
    /// taken by an earlier run.
    pub fn tool_results(&self) -> &[Message] {
        let before = self.messages.iter().rposition(|message| message.role != Role::Tool);
        &self.messages[before.map_or(0, |last| last + 1)..]
    }

    /// Names of the tools that the client offers for this run.
    pub fn tool_names(&self) -> impl Iterator<Item = &str> {
        let tools = self.extra.get("tools").and_then(Value::as_array);
        tools.into_iter().flatten().filter_map(|tool| tool["name"].as_str())
    }
}

fn null_as_empty<'de, D>(deserializer: D) -> Result<Vec<Context>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    Ok(Option::<Vec<Context>>::deserialize(deserializer)?.unwrap_or_default())
}
