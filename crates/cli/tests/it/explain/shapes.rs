//! The shapes that a coding agent is told, as types: written from the explanation alone.

use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    pub items: Vec<T>,
    pub total_count: u64,
}

#[derive(Debug, Deserialize)]
pub struct Agent {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAgentRequest {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source_collection_ids: Option<Vec<String>>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAgentResponseRequest {
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<ContextEntry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ContextEntry {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentResponse {
    pub conversation_id: String,
    pub message_id: String,
    pub response: String,
}

/// What `AgentResponse::response` holds where the agent follows the output contract.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentOutput {
    pub summary: String,
    pub actions_taken: Option<Vec<AgentAction>>,
}

#[derive(Debug, Deserialize)]
pub struct AgentAction {
    pub operation: String,
    pub arguments: Option<serde_json::Map<String, serde_json::Value>>,
    pub status: String,
}

#[derive(Debug, Deserialize)]
pub struct StoredFile {
    pub id: String,
    pub name: String,
    pub size: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSource {
    pub file_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct DataSourceCollection {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub sources: Option<Vec<DataSource>>,
}

/// A new collection; what is `None` stays as it is when one is updated.
#[derive(Debug, Default, Serialize)]
pub struct CollectionRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<DataSource>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    pub id: String,
    pub workspace_id: String,
    pub title: String,
    pub status: TaskStatus,
    pub owner: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TaskStatus {
    Open,
    InProgress,
    InReview,
    Done,
    Cancelled,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateTaskRequest {
    pub workspace_id: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub struct UpdateTaskRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
}

#[derive(Debug, Deserialize)]
pub struct Connection {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Debug, Deserialize)]
pub struct Workspace {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    pub id: String,
    pub action: String,
    pub entity_type: String,
    pub entity_id: String,
    pub correlation_id: String,
    pub changed_properties: Vec<ChangedProperty>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedProperty {
    pub name: String,
    pub new_value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct ErrorResponse {
    pub code: Option<String>,
    pub message: String,
    pub errors: Option<Vec<FieldError>>,
}

#[derive(Debug, Deserialize)]
pub struct FieldError {
    pub field: String,
}
