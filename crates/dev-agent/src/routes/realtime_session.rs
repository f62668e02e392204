//! `POST /api/v1/Agent/{agentId}/realtime-session`: a one-time ticket for the socket.

use super::body::JsonBody;
use super::{agent_of_path, conversation};
use crate::AppState;
use crate::error::ApiError;
use crate::store::Ticket;
use crate::wire::agent::{CreateRealtimeSessionRequest, RealtimeSessionResponse};
use crate::wire::{now_micros, realtime, rfc3339};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

/// Makes a session id that admits to the agent's socket once.
pub async fn create(
    State(state): State<AppState>,
    Path(agent): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<RealtimeSessionResponse>), ApiError> {
    let agent = agent_of_path(&state, &agent).await?;
    let request = CreateRealtimeSessionRequest::from_json(&body).map_err(ApiError::invalid)?;
    let conversation = conversation(&state, agent, request.conversation_id).await?;
    let expires_at = now_micros() + i64::from(state.settings().session_ttl_seconds) * 1_000_000;
    let session = state.store().create_session(Ticket { agent, conversation }, expires_at).await?;
    let path = format!("/api/v1/Agent/{agent}/realtime?conversationId={conversation}&sessionId={session}");
    let response = RealtimeSessionResponse {
        session_id: session.to_string(),
        conversation_id: conversation.to_string(),
        web_socket_path: path,
        expires_at: rfc3339(expires_at),
        model: realtime::MODEL,
    };
    Ok((StatusCode::CREATED, Json(response)))
}
