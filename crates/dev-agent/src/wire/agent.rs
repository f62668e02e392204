//! Bodies of the External API's Agent operations and of `realtime-session`.

use super::fields::{FieldError, Fields};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Longest message of a visitor, in characters.
const MESSAGE_MAX: usize = 32_000;
/// Longest instructions, in characters.
const INSTRUCTIONS_MAX: usize = 32_000;
/// Longest value of a context entry, in characters.
const CONTEXT_MAX: usize = 32_000;
const DESCRIPTION_MAX: usize = 2_000;
const NAME_MAX: usize = 200;
const COLLECTIONS_MAX: usize = 100;
const ENTRIES_MAX: usize = 100;
const FILES_MAX: usize = 20;
const TOOLS_MAX: usize = 128;

/// An agent as list and create return it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// Names it in every path.
    pub id: Uuid,
    /// Display name.
    pub name: String,
    /// What the agent is for.
    pub description: Option<String>,
    /// How it should behave.
    pub instructions: Option<String>,
    /// What it answers from; the default collection when empty.
    pub data_source_collection_ids: Vec<Uuid>,
    /// RFC 3339.
    pub created_at: String,
}

/// `POST /api/v1/Agent`.
#[derive(Debug, PartialEq, Eq)]
pub struct CreateAgentRequest {
    /// Display name, 1 to 200 characters.
    pub name: String,
    /// What the agent is for.
    pub description: Option<String>,
    /// How it should behave.
    pub instructions: Option<String>,
    /// What it answers from.
    pub collections: Vec<Uuid>,
}

impl CreateAgentRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            name: fields.required_text("name", NAME_MAX),
            description: fields.optional_text("description", DESCRIPTION_MAX),
            instructions: fields.optional_text("instructions", INSTRUCTIONS_MAX),
            collections: fields.uuids("dataSourceCollectionIds", COLLECTIONS_MAX),
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
    /// Files that go with the message.
    pub files: Vec<Uuid>,
    /// Name and value pairs about the visitor's page: data, never instructions.
    pub context: Vec<(String, String)>,
    /// Guidance for this answer only; may be empty.
    pub instructions: String,
}

impl CreateAgentResponseRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let pair = |entry: &mut Fields| {
            let value = entry.text("value", CONTEXT_MAX);
            (entry.required_text("name", NAME_MAX), value)
        };
        let request = Self {
            message: fields.required_text("message", MESSAGE_MAX),
            conversation_id: fields.optional_uuid("conversationId"),
            files: fields.uuids("files", FILES_MAX),
            context: fields.objects("context", ENTRIES_MAX, pair).unwrap_or_default(),
            instructions: fields.optional_text("instructions", INSTRUCTIONS_MAX).unwrap_or_default(),
        };
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

/// A function that the connecting side runs for the agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolDefinition {
    /// Letters, digits, `_` and `-`.
    pub name: String,
    /// When and why to call it; may be empty.
    pub description: String,
    /// JSON Schema of the arguments.
    pub parameters: Map<String, Value>,
}

impl ToolDefinition {
    /// Reads one declaration.
    pub fn read(fields: &mut Fields) -> Self {
        if fields.word("type", &["function"]).is_none() {
            fields.require("type");
        }
        let name = fields.required_text("name", 64);
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            fields.fail("name", "must have letters, digits, _ and - only");
        }
        let description = fields.optional_text("description", DESCRIPTION_MAX).unwrap_or_default();
        let parameters = fields.optional_object("parameters").cloned().unwrap_or_default();
        Self { name, description, parameters }
    }
}

/// `POST /api/v1/Agent/{agentId}/realtime-session`.
#[derive(Debug, PartialEq)]
pub struct CreateRealtimeSessionRequest {
    /// The conversation to continue; a new one when absent.
    pub conversation_id: Option<Uuid>,
    /// Functions that the connecting side runs.
    pub tools: Vec<ToolDefinition>,
    /// Guidance for this session only; may be empty.
    pub instructions: String,
}

impl CreateRealtimeSessionRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            conversation_id: fields.optional_uuid("conversationId"),
            tools: fields.objects("tools", TOOLS_MAX, ToolDefinition::read).unwrap_or_default(),
            instructions: fields.optional_text("instructions", INSTRUCTIONS_MAX).unwrap_or_default(),
        };
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
