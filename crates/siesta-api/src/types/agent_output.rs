//! An answer in the parts of the output contract.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::open_enum::open_enum;
use super::{Extra, serde_ext};

/// The text of an answer, where the agent follows the output contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgentOutput {
    /// Short result for the person.
    pub summary: String,
    /// What the agent did, failed to do, or asks to have done.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub actions_taken: Vec<AgentAction>,
    /// Ids of what was created, uploaded or updated.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub siesta_record_ids: Vec<String>,
    /// What the agent must know before it can go on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub follow_up_questions: Vec<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AgentOutput {
    /// Reads an answer's text; `None` when it is not such an object.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The actions that wait for somebody's consent.
    pub fn proposed(&self) -> impl Iterator<Item = &AgentAction> {
        self.actions_taken.iter().filter(|action| action.status == ActionStatus::Proposed)
    }
}

/// One action in an [`AgentOutput`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgentAction {
    /// Names the action in its conversation.
    pub id: String,
    /// An operation of the API, such as `POST /api/v1/Task`, or the name of a declared tool.
    pub operation: String,
    /// Path and query parameters and body properties, by name. Comes from the agent: check it.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub arguments: Map<String, Value>,
    /// Whether it is proposed, done or failed.
    pub status: ActionStatus,
    /// Ids of what it made or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub record_ids: Vec<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How far an [`AgentAction`] is.
    ActionStatus {
        /// The agent asks for it; nothing has happened yet.
        Proposed = "proposed",
        /// It is done.
        Executed = "executed",
        /// It was tried and failed.
        Failed = "failed",
    }
}
