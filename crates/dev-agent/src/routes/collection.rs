//! DataSourceCollection operations: list, create, read, update.

use super::body::JsonBody;
use super::extract::Id;
use crate::AppState;
use crate::error::ApiError;
use crate::store::{Origin, WriteError};
use crate::wire::collection::{
    CreateDataSourceCollectionRequest, DataSource, DataSourceCollection, UpdateDataSourceCollectionRequest,
};
use crate::wire::page::{Page, Paging};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET /api/v1/DataSourceCollection`.
pub async fn list(
    State(state): State<AppState>,
    paging: Paging,
) -> Result<Json<Page<DataSourceCollection>>, ApiError> {
    Ok(Json(state.store().collections(&paging).await?))
}

/// `POST /api/v1/DataSourceCollection`.
pub async fn create(
    State(state): State<AppState>,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<DataSourceCollection>), ApiError> {
    let request = CreateDataSourceCollectionRequest::from_json(&body).map_err(ApiError::invalid)?;
    know_files(&state, &request.sources).await?;
    let made = state.store().create_collection(request, &origin).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `GET /api/v1/DataSourceCollection/{id}`.
pub async fn read(State(state): State<AppState>, Id(id): Id) -> Result<Json<DataSourceCollection>, ApiError> {
    let found = match id {
        Some(id) => state.store().collection(id).await?,
        None => None,
    };
    found.map(Json).ok_or_else(unknown)
}

/// `PUT /api/v1/DataSourceCollection/{id}`.
pub async fn update(
    State(state): State<AppState>,
    Id(id): Id,
    origin: Origin,
    JsonBody(body): JsonBody,
) -> Result<Json<DataSourceCollection>, ApiError> {
    let request = UpdateDataSourceCollectionRequest::from_json(&body).map_err(ApiError::invalid)?;
    know_files(&state, request.sources.as_deref().unwrap_or_default()).await?;
    let changed = state.store().update_collection(id.ok_or_else(unknown)?, request, &origin).await;
    changed.map(Json).map_err(refused)
}

async fn know_files(state: &AppState, sources: &[DataSource]) -> Result<(), ApiError> {
    for source in sources {
        if !state.store().has_file(source.file_id).await? {
            return Err(ApiError::not_found("file_not_found", "file"));
        }
    }
    Ok(())
}

fn refused(error: WriteError) -> ApiError {
    match error {
        WriteError::Unknown => unknown(),
        WriteError::NameTaken => ApiError::new(
            StatusCode::CONFLICT,
            "name_taken",
            "Another collection has this name; choose one more.",
        ),
        WriteError::Database(error) => error.into(),
    }
}

fn unknown() -> ApiError {
    ApiError::not_found("collection_not_found", "collection")
}
