//! `POST /api/v1/Agent/{agentId}/realtime-session`: a one-time ticket for the socket.

use super::body::OptionalJsonBody;
use super::extract::Id;
use super::{conversation, known_agent};
use crate::AppState;
use crate::error::ApiError;
use crate::store::{Origin, Session, Ticket};
use crate::wire::agent::{CreateRealtimeSessionRequest, RealtimeSessionResponse};
use crate::wire::{now_micros, realtime, rfc3339};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Makes a session id that admits to the agent's socket once.
pub async fn create(
    State(state): State<AppState>,
    id: Id,
    origin: Origin,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<(StatusCode, Json<RealtimeSessionResponse>), ApiError> {
    let agent = known_agent(&state, id).await?;
    let request = CreateRealtimeSessionRequest::from_json(&body).map_err(ApiError::invalid)?;
    let conversation = conversation(&state, &agent, request.conversation_id, &origin).await?;
    let expires_at = now_micros() + i64::from(state.settings().session_ttl_seconds) * 1_000_000;
    let ticket = Ticket { agent: agent.id, conversation };
    let session = Session { tools: request.tools, instructions: request.instructions };
    let session = state.store().create_session(ticket, &session, expires_at).await?;
    let path =
        format!("/api/v1/Agent/{}/realtime?conversationId={conversation}&sessionId={session}", agent.id);
    let response = RealtimeSessionResponse {
        session_id: session.to_string(),
        conversation_id: conversation.to_string(),
        web_socket_path: path,
        expires_at: rfc3339(expires_at),
        model: realtime::MODEL,
    };
    Ok((StatusCode::CREATED, Json(response)))
}
