//! Task operations: search, read, create, update.

use super::body::JsonBody;
use super::extract::Id;
use crate::AppState;
use crate::error::ApiError;
use crate::store::{Origin, WriteError};
use crate::wire::page::{Page, Parameters};
use crate::wire::task::{CreateTaskRequest, Task, TaskSearch, UpdateTaskRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// `GET /api/v1/Task`.
pub async fn list(State(state): State<AppState>, query: Parameters) -> Result<Json<Page<Task>>, ApiError> {
    let search = TaskSearch::from_query(query).map_err(ApiError::invalid)?;
    Ok(Json(state.store().tasks(&search).await?))
}

/// `POST /api/v1/Task`.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Task>), ApiError> {
    let request = CreateTaskRequest::from_json(&body).map_err(ApiError::invalid)?;
    Ok((StatusCode::CREATED, Json(create_checked(&state, &request, &origin).await?)))
}

/// Creates a task whose workspace and agent are known.
pub async fn create_checked(
    state: &AppState,
    request: &CreateTaskRequest,
    origin: &Origin,
) -> Result<Task, ApiError> {
    know_workspace(state, Some(request.workspace_id)).await?;
    if let Some(agent) = request.source_agent_id
        && !state.store().has_agent(agent).await?
    {
        return Err(ApiError::not_found("agent_not_found", "agent"));
    }
    Ok(state.store().create_task(request, origin).await?)
}

/// `GET /api/v1/Task/{id}`.
pub async fn read(State(state): State<AppState>, Id(id): Id) -> Result<Json<Task>, ApiError> {
    let found = match id {
        Some(id) => state.store().task(id).await?,
        None => None,
    };
    found.map(Json).ok_or_else(unknown)
}

/// `PUT /api/v1/Task/{id}`.
pub async fn update(
    State(state): State<AppState>,
    Id(id): Id,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<Json<Task>, ApiError> {
    let request = UpdateTaskRequest::from_json(&body).map_err(ApiError::invalid)?;
    know_workspace(&state, request.workspace_id).await?;
    let changed = state.store().update_task(id.ok_or_else(unknown)?, request, &origin).await;
    changed.map(Json).map_err(|error| match error {
        WriteError::Database(error) => error.into(),
        WriteError::Unknown | WriteError::NameTaken => unknown(),
    })
}

async fn know_workspace(state: &AppState, id: Option<Uuid>) -> Result<(), ApiError> {
    match id {
        Some(id) if !state.store().has_workspace(id).await? => {
            Err(ApiError::not_found("workspace_not_found", "workspace"))
        }
        _ => Ok(()),
    }
}

fn unknown() -> ApiError {
    ApiError::not_found("task_not_found", "task")
}
