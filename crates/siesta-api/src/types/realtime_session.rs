//! The one-time session that opens the Realtime WebSocket.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Extra, serde_ext};

/// Body of `POST /api/v1/Agent/{agentId}/realtime-session`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateRealtimeSessionRequest {
    /// The conversation to continue; `None` starts a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// Functions that the connecting side offers to run for the agent.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "serde_ext::null_as_default")]
    pub tools: Vec<ToolDefinition>,
    /// Guidance for this session only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateRealtimeSessionRequest {
    /// A session that starts a conversation, without tools.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A function that the connecting side offers, in the provider's shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolDefinition {
    /// Kind of the tool; `function` is the only one the provider documents for clients.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name by which the agent calls it.
    pub name: String,
    /// When and why to call it, for the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// JSON Schema of the arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<serde_json::Value>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ToolDefinition {
    /// A function without description or arguments.
    pub fn function(name: impl Into<String>) -> Self {
        Self {
            kind: "function".to_owned(),
            name: name.into(),
            description: None,
            parameters: None,
            extra: Extra::new(),
        }
    }
}

/// A session, good for one connection. Its id and path are credentials: `Debug` hides them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RealtimeSession {
    /// Used up by connecting.
    pub session_id: String,
    /// The conversation that the session continues or has started.
    pub conversation_id: Uuid,
    /// Path and query to connect to, on the API's own host.
    pub web_socket_path: String,
    /// After this moment the session can't be connected to any more.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub expires_at: Option<OffsetDateTime>,
    /// The provider's model behind the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl RealtimeSession {
    /// A session made elsewhere.
    pub fn new(
        session_id: impl Into<String>,
        conversation_id: Uuid,
        web_socket_path: impl Into<String>,
    ) -> Self {
        Self {
            session_id: session_id.into(),
            conversation_id,
            web_socket_path: web_socket_path.into(),
            expires_at: None,
            model: None,
            extra: Extra::new(),
        }
    }
}

impl fmt::Debug for RealtimeSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimeSession")
            .field("conversation_id", &self.conversation_id)
            .field("expires_at", &self.expires_at)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
