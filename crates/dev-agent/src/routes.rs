//! Every route, in one list, and the layers around them.

mod agent;
mod body;
mod realtime_session;

use crate::error::{self, ApiError};
use crate::{AppState, auth, realtime};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use uuid::Uuid;

/// Builds the router. Order of layers, outside in: request id and error body, key, route.
pub fn router(state: AppState) -> Router {
    let with_key = Router::new()
        .route("/api/v1/Agent", get(agent::list).post(agent::create))
        .route("/api/v1/Agent/{agentId}/response", post(agent::respond))
        .route("/api/v1/Agent/{agentId}/realtime-session", post(realtime_session::create))
        .route_layer(from_fn_with_state(state.clone(), auth::require_key));
    let with_ticket = Router::new().route("/api/v1/Agent/{agentId}/realtime", get(realtime::connect));
    with_key
        .merge(with_ticket)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(error::render))
        .with_state(state)
}

/// The agent that a path names, if there is one.
pub async fn agent_of_path(state: &AppState, id: &str) -> Result<Uuid, ApiError> {
    let known = match Uuid::try_parse(id) {
        Ok(uuid) => state.store().has_agent(uuid).await?.then_some(uuid),
        Err(_) => None,
    };
    known.ok_or_else(|| ApiError::agent_not_found(id))
}

/// The conversation to continue, or a new one.
pub async fn conversation(state: &AppState, agent: Uuid, asked: Option<Uuid>) -> Result<Uuid, ApiError> {
    let store = state.store();
    match asked {
        None => Ok(store.create_conversation(agent).await?),
        Some(id) if store.has_conversation(agent, id).await? => Ok(id),
        Some(id) => Err(ApiError::conversation_not_found(id)),
    }
}

async fn not_found() -> ApiError {
    let message = "There is no such path, or this dev agent does not stand in for it yet.";
    ApiError::new(StatusCode::NOT_FOUND, "not_found", message)
}

async fn method_not_allowed() -> ApiError {
    let message = "This path does not take that method.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
}
