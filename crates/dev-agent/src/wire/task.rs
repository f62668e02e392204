//! Bodies of the Task operations.

use super::fields::{FieldError, Fields};
use super::page::{Direction, Paging, Parameters};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// How far a task can be.
pub const STATUSES: &[&str] = &["open", "inProgress", "inReview", "done", "cancelled"];
/// What tasks can be sorted by.
const SORTS: &[&str] = &["createdAt", "updatedAt", "title", "status"];
const TITLE_MAX: usize = 200;
const TEXT_MAX: usize = 10_000;

/// A task as it is returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// UUID.
    pub id: String,
    /// Where it belongs.
    pub workspace_id: String,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// One of [`STATUSES`].
    pub status: String,
    /// Who does it.
    pub owner: Option<String>,
    /// What a reviewer should know.
    pub review_context: Option<String>,
    /// The agent that it came from.
    pub source_agent_id: Option<String>,
    /// The conversation that it came from.
    pub conversation_id: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// `POST /api/v1/Task`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTaskRequest {
    /// Where it belongs.
    pub workspace_id: Uuid,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// How far it is.
    pub status: &'static str,
    /// Who does it.
    pub owner: Option<String>,
    /// What a reviewer should know.
    pub review_context: Option<String>,
    /// The agent that it came from.
    pub source_agent_id: Option<Uuid>,
    /// The conversation that it came from; need not be known.
    pub conversation_id: Option<Uuid>,
}

impl CreateTaskRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            workspace_id: fields.required_uuid("workspaceId"),
            title: fields.required_text("title", TITLE_MAX),
            description: fields.optional_text("description", TEXT_MAX),
            status: fields.word("status", STATUSES).unwrap_or("open"),
            owner: fields.optional_text("owner", TITLE_MAX),
            review_context: fields.optional_text("reviewContext", TEXT_MAX),
            source_agent_id: fields.optional_uuid("sourceAgentId"),
            conversation_id: fields.optional_uuid("conversationId"),
        };
        fields.finish(request)
    }
}

/// `PUT /api/v1/Task/{id}`: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateTaskRequest {
    /// Where it belongs.
    pub workspace_id: Option<Uuid>,
    /// What is to be done.
    pub title: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// How far it is.
    pub status: Option<&'static str>,
    /// Who does it.
    pub owner: Option<String>,
    /// What a reviewer should know.
    pub review_context: Option<String>,
}

impl UpdateTaskRequest {
    /// Reads the body, or names everything that is wrong with it.
    pub fn from_json(body: &Value) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::of_body(body)?;
        let request = Self {
            workspace_id: fields.optional_uuid("workspaceId"),
            title: fields.filled_text("title", TITLE_MAX),
            description: fields.optional_text("description", TEXT_MAX),
            status: fields.word("status", STATUSES),
            owner: fields.optional_text("owner", TITLE_MAX),
            review_context: fields.optional_text("reviewContext", TEXT_MAX),
        };
        fields.finish(request)
    }
}

/// `GET /api/v1/Task`.
#[derive(Debug, Clone)]
pub struct TaskSearch {
    /// Which page, and the text to find.
    pub paging: Paging,
    /// Only this workspace's.
    pub workspace_id: Option<Uuid>,
    /// Only those in this status.
    pub status: Option<&'static str>,
    /// Only those that this agent led to.
    pub source_agent_id: Option<Uuid>,
    /// One of [`SORTS`].
    pub sort_by: &'static str,
    /// Which way.
    pub direction: Direction,
}

impl TaskSearch {
    /// Reads the query, or names everything that is wrong with it.
    pub fn from_query(mut query: Parameters) -> Result<Self, Vec<FieldError>> {
        let search = Self {
            paging: query.paging(),
            workspace_id: query.uuid("WorkspaceId"),
            status: query.word("Status", STATUSES),
            source_agent_id: query.uuid("SourceAgentId"),
            sort_by: query.word("SortBy", SORTS).unwrap_or("createdAt"),
            direction: query.direction(),
        };
        query.finish(search)
    }
}
