//! Who may call: `X-Api-Key` and `X-Org-Id` on every HTTP call. The Realtime socket is not behind
//! this; its ticket is the one-time session id.

use crate::AppState;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

/// Middleware: 401 without the right key, 403 with the key but another organization.
pub async fn require_key(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match check(request.headers(), &state) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(headers: &HeaderMap, state: &AppState) -> Result<(), ApiError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let settings = state.settings();
    if header("x-api-key") != Some(settings.api_key.as_str()) {
        let message = "X-Api-Key is missing or not the key that this dev agent was started with (--api-key).";
        return Err(ApiError::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message));
    }
    if header("x-org-id").and_then(|id| Uuid::try_parse(id).ok()) != Some(settings.organization_id) {
        let message = "X-Org-Id is missing or not the organization of this key (--organization-id).";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "organization_forbidden", message));
    }
    Ok(())
}
