//! Every route, in one list, and the layers around them.

mod agent;
mod body;
mod collection;
mod document;
mod extract;
mod file;
mod page;
mod realtime_session;
mod records;
mod task;

pub use agent::{conversation, known_agent, reading};
pub use extract::Id;
pub use task::create_checked as create_task;

use crate::error::{self, ApiError};
use crate::{AppState, auth, fault, rate_limit, realtime};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

/// Builds the router. Order of layers, outside in: request id and error body, key, rate limit, faults,
/// route. Bodies have limits of their own, so that too large ones are refused in the vendor's words.
pub fn router(state: AppState) -> Router {
    let with_key = Router::new()
        .route("/api/v1/Agent", get(agent::list).post(agent::create))
        .route("/api/v1/Agent/{id}/response", post(agent::respond))
        .route("/api/v1/Agent/{id}/realtime-session", post(realtime_session::create))
        .route("/api/v1/File", post(file::upload))
        .route("/api/v1/File/{id}", get(file::download))
        .route("/api/v1/DataSourceCollection", get(collection::list).post(collection::create))
        .route("/api/v1/DataSourceCollection/{id}", get(collection::read).put(collection::update))
        .route("/api/v1/Task", get(task::list).post(task::create))
        .route("/api/v1/Task/{id}", get(task::read).put(task::update))
        .route("/api/v1/Connection", get(records::connections))
        .route("/api/v1/Workspace", get(records::workspaces))
        .route("/api/v1/AuditLog", get(records::audit_records))
        .route("/api/v1/AuditLog/{id}", get(records::audit_record));
    let with_ticket = Router::new().route("/api/v1/Agent/{id}/realtime", get(realtime::connect));
    let limited = |router: Router<AppState>| {
        router
            .route_layer(from_fn_with_state(state.clone(), fault::inject))
            .route_layer(from_fn_with_state(state.clone(), rate_limit::check))
    };
    let open = Router::new()
        .route("/", get(page::overview))
        .route("/overview.js", get(page::script))
        .route("/overview.css", get(page::style))
        .route("/openapi.json", get(document::openapi))
        .route("/swagger/v1/swagger.json", get(document::openapi));
    limited(with_key)
        .route_layer(from_fn_with_state(state.clone(), auth::require_key))
        .merge(limited(with_ticket))
        .merge(open)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(error::render))
        .with_state(state)
}

async fn not_found() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not_found", "There is no such path; /openapi.json lists them.")
}

async fn method_not_allowed() -> ApiError {
    let message = "This path does not take that method.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
}
