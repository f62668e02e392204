//! What is only read: connections, workspaces, the audit log.

use super::extract::Id;
use crate::AppState;
use crate::error::ApiError;
use crate::wire::page::{Page, Paging, Parameters};
use crate::wire::record::{AuditRecord, AuditSearch, Connection, Workspace};
use axum::Json;
use axum::extract::State;

/// `GET /api/v1/Connection`.
pub async fn connections(
    State(state): State<AppState>,
    paging: Paging,
) -> Result<Json<Page<Connection>>, ApiError> {
    Ok(Json(state.store().connections(&paging).await?))
}

/// `GET /api/v1/Workspace`.
pub async fn workspaces(
    State(state): State<AppState>,
    paging: Paging,
) -> Result<Json<Page<Workspace>>, ApiError> {
    Ok(Json(state.store().workspaces(&paging).await?))
}

/// `GET /api/v1/AuditLog`.
pub async fn audit_records(
    State(state): State<AppState>,
    query: Parameters,
) -> Result<Json<Page<AuditRecord>>, ApiError> {
    let search = AuditSearch::from_query(query).map_err(ApiError::invalid)?;
    Ok(Json(state.store().audit_records(&search).await?))
}

/// `GET /api/v1/AuditLog/{id}`.
pub async fn audit_record(State(state): State<AppState>, Id(id): Id) -> Result<Json<AuditRecord>, ApiError> {
    let found = match id {
        Some(id) => state.store().audit_record(id).await?,
        None => None,
    };
    found.map(Json).ok_or_else(|| ApiError::not_found("audit_record_not_found", "audit record"))
}
