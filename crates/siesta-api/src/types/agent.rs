//! Agents and what is said to them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, serde_ext};

/// Query of `GET /api/v1/Agent`. What is `None` is not sent, and the vendor's default applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListAgentsRequest {
    /// Most agents to return.
    pub limit: Option<u32>,
    /// How many to skip, for the next page.
    pub offset: Option<u32>,
    /// Text the agents must match.
    pub search: Option<String>,
}

impl ListAgentsRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

/// An agent, as listed and as created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Agent {
    /// Names the agent in every path.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgentPage {
    /// The agents of this page.
    pub items: Vec<Agent>,
    /// How many there are on all pages.
    pub total_count: u64,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Body of `POST /api/v1/Agent`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateAgentRequest {
    /// For people.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it should behave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateAgentRequest {
    /// An agent of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None, instructions: None, extra: Extra::new() }
    }
}

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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Uuid>,
    /// Facts that go with the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
    /// The answer's text; a JSON object where the agent follows an output contract.
    pub response: String,
    /// What the answer rests on; empty when the agent named nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub citations: Vec<Citation>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
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
