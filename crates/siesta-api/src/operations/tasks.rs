//! The Task group of the External API.

use std::sync::Arc;

use uuid::Uuid;

use super::paging::{self, Items};
use crate::error::Error;
use crate::transport::{Call, Transport};
use crate::types::{CreateTaskRequest, ListTasksRequest, SortDirection, Task, TaskPage, UpdateTaskRequest};

/// Tasks; see [`Client::tasks`](crate::Client::tasks).
///
/// Every method fails with [`Error::Transport`] when no answer arrived, [`Error::Api`] when the API refused,
/// and [`Error::Decode`] when the answer is not in the documented form.
#[derive(Clone, Copy, Debug)]
pub struct Tasks<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Tasks<'_> {
    /// One page of tasks: `GET /api/v1/Task`.
    pub async fn list(&self, request: ListTasksRequest) -> Result<TaskPage, Error> {
        self.transport.json(search(&request).query("Offset", request.offset)).await
    }

    /// All tasks that match, from the offset on; the limit is the size of a page.
    pub fn stream(&self, request: ListTasksRequest) -> Items<Task> {
        paging::items(self.transport, search(&request), request.offset)
    }

    /// Reads one task: `GET /api/v1/Task/{id}`.
    pub async fn get(&self, id: Uuid) -> Result<Task, Error> {
        self.transport.json(Call::get("get task", format!("/api/v1/Task/{id}"))).await
    }

    /// Creates a task: `POST /api/v1/Task`.
    ///
    /// Repeated only when the first attempt surely was not processed, so that there are never two.
    pub async fn create(&self, request: CreateTaskRequest) -> Result<Task, Error> {
        self.transport.json(Call::post("create task", "/api/v1/Task", &request)?).await
    }

    /// Changes a task: `PUT /api/v1/Task/{id}`. What the request leaves out stays as it is.
    pub async fn update(&self, id: Uuid, request: UpdateTaskRequest) -> Result<Task, Error> {
        let path = format!("/api/v1/Task/{id}");
        self.transport.json(Call::put("update task", path, &request)?).await
    }
}

fn search(request: &ListTasksRequest) -> Call {
    Call::get("list tasks", "/api/v1/Task")
        .query("Limit", request.limit)
        .query("Search", request.search.as_ref())
        .query("WorkspaceId", request.workspace_id)
        .query("Status", request.status.as_ref())
        .query("SourceAgentId", request.source_agent_id)
        .query("SortBy", request.sort_by.as_ref())
        .query("SortDirection", request.sort_direction.map(SortDirection::as_str))
}
