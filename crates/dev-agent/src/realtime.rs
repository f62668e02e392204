//! `GET /api/v1/Agent/{agentId}/realtime`: the socket on which answers stream, text only.

mod calls;
mod connection;
mod writing;

use crate::AppState;
use crate::error::ApiError;
use crate::routes::{Id, known_agent};
use crate::store::{Origin, Ticket};
use crate::wire::page::Parameters;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::StatusCode;
use connection::Connection;

/// Largest message of a client, in bytes.
const MESSAGE_MAX: usize = 1024 * 1024;

/// Checks the ticket, uses it up when the request is a handshake, then speaks WebSocket.
pub async fn connect(
    State(state): State<AppState>,
    id: Id,
    origin: Origin,
    mut query: Parameters,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<axum::response::Response, ApiError> {
    let agent = known_agent(&state, id).await?;
    let (Some(id), Some(conversation)) = (query.uuid("sessionId"), query.uuid("conversationId")) else {
        return Err(session_invalid());
    };
    let ticket = Ticket { agent: agent.id, conversation };
    if !state.store().has_session(id, ticket).await? {
        return Err(session_invalid());
    }
    let upgrade = upgrade.map_err(|rejection| {
        let message = format!("Connect with a WebSocket client: {rejection}.");
        ApiError::new(StatusCode::BAD_REQUEST, "websocket_required", message)
    })?;
    let session = state.store().consume_session(id, ticket).await?.ok_or_else(session_invalid)?;
    // Whatever the socket writes, this agent does.
    let origin = Origin { actor: format!("agent {}", agent.id), ..origin };
    Ok(upgrade.max_message_size(MESSAGE_MAX).max_frame_size(MESSAGE_MAX).on_upgrade(
        move |socket| async move {
            let connection = Connection::new(socket, state, id, session, conversation, agent, origin);
            if connection.run().await.is_err() {
                tracing::debug!(session = %id, "socket closed");
            }
        },
    ))
}

fn session_invalid() -> ApiError {
    let message = "The session id is unknown, used, expired or not for this agent and conversation; \
                   POST realtime-session gives a new one.";
    ApiError::new(StatusCode::UNAUTHORIZED, "session_invalid", message)
}
