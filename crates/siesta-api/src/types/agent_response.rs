//! What is said to an agent, and what it answers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AgentOutput, Extra, serde_ext};

/// Body of `POST /api/v1/Agent/{agentId}/response`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateAgentResponseRequest {
    /// What the user says.
    pub message: String,
    /// The conversation to continue, as an earlier [`AgentResponse`] named it; `None` starts a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// Ids of files uploaded before.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub files: Vec<Uuid>,
    /// Facts that go with the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub context: Vec<ContextEntry>,
    /// Guidance for this answer only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateAgentResponseRequest {
    /// A message that starts a conversation.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            conversation_id: None,
            files: Vec::new(),
            context: Vec::new(),
            instructions: None,
            extra: Extra::new(),
        }
    }
}

/// One named fact that goes with a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ContextEntry {
    /// What the value is.
    pub name: String,
    /// The value, as text.
    pub value: String,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ContextEntry {
    /// The fact `name` = `value`.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), extra: Extra::new() }
    }
}

/// An agent's whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgentResponse {
    /// Send it with the next message to continue the conversation.
    pub conversation_id: Uuid,
    /// Names this answer.
    pub message_id: Uuid,
    /// The answer's text; a JSON object where the agent follows an output contract: see
    /// [`output`](Self::output).
    pub response: String,
    /// What the answer rests on; empty when the agent named nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub citations: Vec<Citation>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AgentResponse {
    /// The answer in the parts of the output contract; `None` when the agent wrote plain text.
    pub fn output(&self) -> Option<AgentOutput> {
        AgentOutput::read(&self.response)
    }
}

/// A source that an answer rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Citation {
    /// The source's name, for people.
    pub title: String,
    /// Where it can be read. Comes from the agent: check the scheme before it becomes a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The passage in question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
