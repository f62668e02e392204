//! The vendor's own events. Their names and properties are assumed; this is the one place to change them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::read;
use crate::error::Error;
use crate::types::{Extra, open_enum, timestamp};

/// An event named `siesta.*`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SiestaEvent {
    /// `siesta.citations`: what the coming answer rests on.
    Citations(CitationsEvent),
    /// `siesta.tool.started`: the platform began to run a tool of its own.
    ToolStarted(ToolStartedEvent),
    /// `siesta.tool.completed`: a tool of the platform ended.
    ToolCompleted(ToolCompletedEvent),
    /// `siesta.approval.requested`: a tool of the platform waits for consent. Answer with
    /// [`ClientEvent::ApprovalResolve`](crate::realtime::ClientEvent::ApprovalResolve).
    ApprovalRequested(ApprovalRequestedEvent),
    /// `siesta.subagent.status`: a sub-agent began or ended.
    SubagentStatus(SubagentStatusEvent),
    /// Any other, whole.
    Other(Value),
}

impl SiestaEvent {
    /// Reads the event of this type.
    pub(super) fn decode(kind: &str, event: Value) -> Result<Self, Error> {
        match kind {
            "siesta.citations" => read("siesta.citations", event).map(Self::Citations),
            "siesta.tool.started" => read("siesta.tool.started", event).map(Self::ToolStarted),
            "siesta.tool.completed" => read("siesta.tool.completed", event).map(Self::ToolCompleted),
            "siesta.approval.requested" => {
                read("siesta.approval.requested", event).map(Self::ApprovalRequested)
            }
            "siesta.subagent.status" => read("siesta.subagent.status", event).map(Self::SubagentStatus),
            _ => Ok(Self::Other(event)),
        }
    }
}

/// `siesta.tool.started`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolStartedEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Names the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// What the tool is called with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Map<String, Value>>,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `siesta.tool.completed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolCompletedEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Names the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// How it ended.
    pub status: ToolOutcome,
    /// What came out, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How a tool of the platform ended.
    ToolOutcome {
        /// Well.
        Succeeded = "succeeded",
        /// Not well.
        Failed = "failed",
    }
}

/// `siesta.approval.requested`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApprovalRequestedEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Names the request.
    pub id: String,
    /// The tool that waits.
    pub name: String,
    /// What the tool is called with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Map<String, Value>>,
    /// Stands for name and arguments; goes back unchanged.
    #[serde(rename = "payloadHash")]
    pub payload_hash: String,
    /// Answer before.
    #[serde(rename = "expiresAt", default, skip_serializing_if = "Option::is_none", with = "timestamp")]
    pub expires_at: Option<OffsetDateTime>,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `siesta.subagent.status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubagentStatusEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Names the sub-agent's run.
    pub id: String,
    /// The sub-agent.
    pub name: String,
    /// How far it is.
    pub status: SubagentStatus,
    /// More, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How far a sub-agent is.
    SubagentStatus {
        /// It works.
        Started = "started",
        /// It is done.
        Completed = "completed",
        /// It gave up.
        Failed = "failed",
    }
}

/// `siesta.citations`, sent before the text that cites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CitationsEvent {
    /// Names the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The answer that cites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// The sources.
    pub citations: Vec<NumberedCitation>,
    /// What this type does not know, `type` included.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A source, with the number by which the text refers to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumberedCitation {
    /// The number in the text.
    pub number: u32,
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
