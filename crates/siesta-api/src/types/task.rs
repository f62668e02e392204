//! Tasks: what people are to do about an agent's outcome.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::open_enum::open_enum;
use super::{Extra, Page, SortDirection, serde_ext};

/// Query of `GET /api/v1/Task`. What is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTasksRequest {
    /// Most tasks to return.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: Option<u32>,
    /// Text the tasks must contain.
    pub search: Option<String>,
    /// Tasks of this workspace only.
    pub workspace_id: Option<Uuid>,
    /// Tasks in this status only.
    pub status: Option<TaskStatus>,
    /// Tasks that this agent led to.
    pub source_agent_id: Option<Uuid>,
    /// What to sort by.
    pub sort_by: Option<TaskSort>,
    /// Which way to sort.
    pub sort_direction: Option<SortDirection>,
}

impl ListTasksRequest {
    /// The first page, unfiltered.
    pub fn new() -> Self {
        Self::default()
    }
}

open_enum! {
    /// How far a task is.
    TaskStatus {
        /// Nobody has begun.
        Open = "open",
        /// Somebody is at it.
        InProgress = "inProgress",
        /// Somebody else looks at the result.
        InReview = "inReview",
        /// It is done.
        Done = "done",
        /// It will not be done.
        Cancelled = "cancelled",
    }
}

open_enum! {
    /// What tasks are sorted by.
    TaskSort {
        /// When they were made.
        CreatedAt = "createdAt",
        /// When they last changed.
        UpdatedAt = "updatedAt",
        /// Their titles.
        Title = "title",
        /// Their status.
        Status = "status",
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Task {
    /// Names the task in every path.
    pub id: Uuid,
    /// Where it belongs.
    pub workspace_id: Uuid,
    /// What is to be done.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How far it is.
    pub status: TaskStatus,
    /// Who does it: a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What a reviewer should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_context: Option<String>,
    /// The agent that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_agent_id: Option<Uuid>,
    /// The conversation that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub created_at: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_ext::timestamp")]
    pub updated_at: Option<OffsetDateTime>,
    /// What this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One page of tasks.
pub type TaskPage = Page<Task>;

/// Body of `POST /api/v1/Task`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateTaskRequest {
    /// Where it belongs.
    pub workspace_id: Uuid,
    /// What is to be done.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How far it is; `None` means open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// Who does it: a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What a reviewer should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_context: Option<String>,
    /// The agent that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_agent_id: Option<Uuid>,
    /// The conversation that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateTaskRequest {
    /// A task of this title in this workspace.
    pub fn new(workspace_id: Uuid, title: impl Into<String>) -> Self {
        Self {
            workspace_id,
            title: title.into(),
            description: None,
            status: None,
            owner: None,
            review_context: None,
            source_agent_id: None,
            conversation_id: None,
            extra: Extra::new(),
        }
    }
}

/// Body of `PUT /api/v1/Task/{id}`. What is `None` stays as it is; an empty text empties.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdateTaskRequest {
    /// Where it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<Uuid>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// Who does it: a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What a reviewer should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_context: Option<String>,
    /// Properties to send that this type does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UpdateTaskRequest {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}
