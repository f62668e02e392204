//! Agents: listed and created.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, Page, serde_ext};

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
    /// How it should behave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// The collections that it answers from.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub data_source_collection_ids: Vec<Uuid>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of agents.
pub type AgentPage = Page<Agent>;

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
    /// The collections that it answers from.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub data_source_collection_ids: Vec<Uuid>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateAgentRequest {
    /// An agent of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            instructions: None,
            data_source_collection_ids: Vec::new(),
            extra: Extra::new(),
        }
    }
}
