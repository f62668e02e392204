//! Bodies of the External API's Agent operations and of `realtime-session`.

use super::fields::{FieldError, Fields};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Longest message of a visitor, in characters.
const MESSAGE_MAX: usize = 32_000;
/// Longest instructions, in characters.
const INSTRUCTIONS_MAX: usize = 32_000;

/// An agent as list and create return it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// UUID.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What the agent is for; may be empty.
    pub description: String,
    /// RFC 3339.
    pub created_at: String,
}

/// `GET /api/v1/Agent`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentListResponse {
    /// The page.
    pub items: Vec<Agent>,
    /// How many agents match, on all pages.
    pub total_count: i64,
}

/// `POST /api/v1/Agent`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateAgentRequest {
    /// Display name, 1 to 200 characters.
    pub name: String,
    /// What the agent is for.
    pub description: Option<String>,
    /// Kept with the agent; this stand-in has no model that could follow them.
    pub instructions: Option<String>,
}

impl CreateAgentRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            name: fields.required_text("name", 200),
            description: fields.optional_text("description", 2_000),
            instructions: fields.optional_text("instructions", INSTRUCTIONS_MAX),
        };
        fields.finish(request)
    }
}

/// `POST /api/v1/Agent/{agentId}/response`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateAgentResponseRequest {
    /// What the visitor wrote.
    pub message: String,
    /// The conversation to continue; a new one when absent.
    pub conversation_id: Option<Uuid>,
    /// Name and value pairs about the visitor's page: data, never instructions.
    pub context: Vec<(String, String)>,
}

impl CreateAgentResponseRequest {
    /// Reads the body, or names everything that is wrong with it. Files can't be uploaded here, so
    /// every file id is unknown.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            message: fields.required_text("message", MESSAGE_MAX),
            conversation_id: fields.optional_uuid("conversationId"),
            context: fields.pairs("context"),
        };
        fields.optional_text("instructions", INSTRUCTIONS_MAX);
        for index in 0..fields.uuids("files").len() {
            fields.fail(&format!("files[{index}]"), "no file with this id");
        }
        fields.finish(request)
    }
}

/// A citation in an [`AgentResponse`].
#[derive(Debug, Serialize)]
pub struct ResponseCitation {
    /// Page and heading.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// The beginning of what was quoted.
    pub snippet: String,
}

/// The agent's answer to one message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentResponse {
    /// Send it with the next message to continue.
    pub conversation_id: String,
    /// Id of the stored answer.
    pub message_id: String,
    /// The answer, Markdown.
    pub response: String,
    /// What the answer quotes, in the order of its numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<ResponseCitation>,
}

/// `POST /api/v1/Agent/{agentId}/realtime-session`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateRealtimeSessionRequest {
    /// The conversation to continue; a new one when absent.
    pub conversation_id: Option<Uuid>,
}

impl CreateRealtimeSessionRequest {
    /// Reads the body, or names everything that is wrong with it. Tools and instructions are
    /// checked for their shape only: nothing here calls tools.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self { conversation_id: fields.optional_uuid("conversationId") };
        fields.optional_text("instructions", INSTRUCTIONS_MAX);
        for (index, tool) in fields.list("tools").iter().enumerate() {
            for name in ["type", "name"] {
                if tool.get(name).and_then(Value::as_str).is_none() {
                    fields.fail(&format!("tools[{index}].{name}"), "is required and must be a string");
                }
            }
        }
        fields.finish(request)
    }
}

/// A one-time ticket for the Realtime socket.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RealtimeSessionResponse {
    /// Consumed by connecting.
    pub session_id: String,
    /// The conversation that the socket writes to.
    pub conversation_id: String,
    /// Path and query to connect to, on the same host.
    pub web_socket_path: String,
    /// RFC 3339.
    pub expires_at: String,
    /// The model that the vendor would use.
    pub model: &'static str,
}
