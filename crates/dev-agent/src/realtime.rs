//! `GET /api/v1/Agent/{agentId}/realtime`: the socket on which answers stream, text only.
//!
//! A connection does two things by turns: it reads the client's events, and it sends the pieces of
//! the answer that is being written. Reading comes first, so that a cancel takes effect before the
//! next piece.

mod writing;

use crate::AppState;
use crate::answer::{Answer, answer};
use crate::error::ApiError;
use crate::store::{Role, Ticket, Turn};
use crate::wire::realtime::{
    ClientEvent, ClientItem, EventError, MODEL, Response, ResponseStatus, ServerEvent, ServerEventBody,
    ServerItem, Session, StatusDetails, new_id,
};
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use tokio::sync::watch;
use uuid::Uuid;
use writing::{Writing, words};

/// Largest message of a client, in bytes.
const MESSAGE_MAX: usize = 256 * 1024;

/// Checks and uses up the ticket, then speaks WebSocket.
pub async fn connect(
    State(state): State<AppState>,
    Path(agent): Path<String>,
    query: Result<Query<BTreeMap<String, String>>, QueryRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<axum::response::Response, ApiError> {
    let upgrade = upgrade.map_err(|rejection| {
        let message = format!("Connect with a WebSocket client: {rejection}.");
        ApiError::new(StatusCode::BAD_REQUEST, "websocket_required", message)
    })?;
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let id = |name: &str| query.get(name).and_then(|text| Uuid::try_parse(text).ok());
    let agent_id = crate::routes::agent_of_path(&state, &agent).await?;
    let (Some(session), Some(conversation)) = (id("sessionId"), id("conversationId")) else {
        return Err(session_invalid());
    };
    let ticket = Ticket { agent: agent_id, conversation };
    if !state.store().consume_session(session, ticket).await? {
        return Err(session_invalid());
    }
    Ok(upgrade.max_message_size(MESSAGE_MAX).max_frame_size(MESSAGE_MAX).on_upgrade(
        move |socket| async move {
            let connection = Connection { socket, state, session, conversation, context: Vec::new() };
            if let Err(Gone) = connection.run().await {
                tracing::debug!(%session, "socket closed");
            }
        },
    ))
}

fn session_invalid() -> ApiError {
    let message = "The session id is unknown, used, expired or not for this agent and conversation; \
                   POST realtime-session gives a new one.";
    ApiError::new(StatusCode::UNAUTHORIZED, "session_invalid", message)
}

/// The client is no longer there.
struct Gone;

/// Why a client's event had no effect.
enum Trouble {
    /// Nobody to tell.
    Gone,
    /// To be told as an `error` event; the connection goes on.
    Refused(EventError),
}

impl From<Gone> for Trouble {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}

impl From<EventError> for Trouble {
    fn from(error: EventError) -> Self {
        Self::Refused(error)
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(cause: sqlx::Error) -> Self {
        Self::Refused(failure(&cause))
    }
}

struct Connection {
    socket: WebSocket,
    state: AppState,
    session: Uuid,
    conversation: Uuid,
    /// Page context sent since the last answer.
    context: Vec<String>,
}

impl Connection {
    async fn run(mut self) -> Result<(), Gone> {
        self.send(ServerEventBody::SessionCreated { session: self.session() }).await?;
        let mut stop = self.state.stop().subscribe();
        let mut writing: Option<Writing> = None;
        let end = loop {
            tokio::select! {
                biased;
                () = stopped(&mut stop) => break self.say_goodbye().await,
                message = self.socket.recv() => match message {
                    Some(Ok(message)) => {
                        if let Err(gone) = self.receive(message, &mut writing).await {
                            break Err(gone);
                        }
                    }
                    Some(Err(_)) | None => break Err(Gone),
                },
                () = Writing::due(writing.as_ref()) => {
                    if let Err(gone) = self.write(&mut writing).await {
                        break Err(gone);
                    }
                }
            }
        };
        if let Some(unfinished) = writing.take()
            && let Err(error) = self.store_answer(&unfinished).await
        {
            tracing::warn!(%error, "unfinished answer not stored");
        }
        end
    }

    async fn say_goodbye(&mut self) -> Result<(), Gone> {
        let frame = CloseFrame { code: close_code::AWAY, reason: "the dev agent stops".into() };
        self.socket.send(Message::Close(Some(frame))).await.map_err(|_| Gone)
    }

    async fn receive(&mut self, message: Message, writing: &mut Option<Writing>) -> Result<(), Gone> {
        let result = match message {
            Message::Text(text) => self.handle(&text, writing).await,
            Message::Binary(_) => Err(invalid("invalid_event", "Send events as text frames.").into()),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(Trouble::Gone),
        };
        match result {
            Ok(()) => Ok(()),
            Err(Trouble::Gone) => Err(Gone),
            Err(Trouble::Refused(error)) => self.send(ServerEventBody::Error { error }).await,
        }
    }

    async fn handle(&mut self, text: &str, writing: &mut Option<Writing>) -> Result<(), Trouble> {
        let event = serde_json::from_str(text)
            .map_err(|error| invalid("invalid_event", format!("The event can't be read: {error}.")))?;
        match event {
            ClientEvent::ItemCreate { item } => self.add_item(item).await,
            ClientEvent::ResponseCreate => self.start_answer(writing).await,
            ClientEvent::ResponseCancel { response_id } => self.cancel(response_id, writing).await,
            ClientEvent::SessionUpdate => {
                Ok(self.send(ServerEventBody::SessionUpdated { session: self.session() }).await?)
            }
            ClientEvent::Unknown => {
                let message = "This dev agent does not know that event; it speaks text only.";
                Err(invalid("unknown_event", message).into())
            }
        }
    }

    async fn add_item(&mut self, item: ClientItem) -> Result<(), Trouble> {
        let text = item.text();
        let role = item.role.unwrap_or_default();
        if item.kind != "message" || !matches!(role.as_str(), "user" | "system") {
            return Err(
                invalid("unsupported_item", "Items are messages with the role user or system.").into()
            );
        }
        if text.trim().is_empty() {
            return Err(invalid("empty_item", "The item has no input_text.").into());
        }
        if role == "user" {
            self.state.store().add_turn(self.conversation, Role::User, &text).await?;
        } else {
            self.context.push(text);
        }
        let id = item.id.unwrap_or_else(|| new_id("item"));
        let item = ServerItem { id, kind: "message", status: "completed", role, content: item.content };
        Ok(self.send(ServerEventBody::ItemCreated { item }).await?)
    }

    async fn start_answer(&mut self, writing: &mut Option<Writing>) -> Result<(), Trouble> {
        if writing.is_some() {
            let message = "An answer is being written; cancel it or wait for response.done.";
            return Err(invalid("conversation_already_has_active_response", message).into());
        }
        let turns = self.state.store().turns(self.conversation).await?;
        let Some((earlier, message)) = split(&turns) else {
            let message = "There is nothing to answer; add a user message first.";
            return Err(invalid("nothing_to_answer", message).into());
        };
        let id = new_id("resp");
        self.send(ServerEventBody::ResponseCreated { response: in_progress(&id) }).await?;

        let context = std::mem::take(&mut self.context);
        let answer = match answer(self.state.knowledge(), earlier, &message, &context).await {
            Ok(answer) => answer,
            Err(error) => return Ok(self.fail(id, failure(&error)).await?),
        };
        let Answer { text, citations } = answer;
        if !citations.is_empty() {
            let response_id = id.clone();
            self.send(ServerEventBody::Citations { response_id, citations }).await?;
        }
        let read = turns.iter().map(|turn| turn.text.as_str()).chain(context.iter().map(String::as_str));
        let input_tokens = read.map(words).sum();
        *writing = Some(Writing::new(id, text, input_tokens, self.state.settings().token_interval()));
        Ok(())
    }

    /// Sends the next piece, or the end when there is none.
    async fn write(&mut self, writing: &mut Option<Writing>) -> Result<(), Gone> {
        let Some(active) = writing else { return Ok(()) };
        if let Some(delta) = active.next_piece() {
            if let Some(log) = self.state.token_log() {
                log.note(active.sent_chars());
            }
            let place = active.place();
            return self.send(ServerEventBody::TextDelta { place, delta }).await;
        }
        let Some(done) = writing.take() else { return Ok(()) };
        if let Err(error) = self.store_answer(&done).await {
            return self.fail(done.id().to_owned(), failure(&error)).await;
        }
        let text = done.sent().to_owned();
        self.send(ServerEventBody::TextDone { place: done.place(), text }).await?;
        let response = done.response(ResponseStatus::Completed, None);
        self.send(ServerEventBody::ResponseDone { response }).await
    }

    async fn cancel(&mut self, id: Option<String>, writing: &mut Option<Writing>) -> Result<(), Trouble> {
        let meant = writing.take_if(|active| id.is_none_or(|id| id == active.id()));
        let Some(stopped) = meant else {
            let message = "No such answer is being written.";
            return Err(invalid("response_cancel_not_active", message).into());
        };
        if let Err(error) = self.store_answer(&stopped).await {
            return Ok(self.fail(stopped.id().to_owned(), failure(&error)).await?);
        }
        let kind = ResponseStatus::Cancelled;
        let details = StatusDetails { kind, reason: Some("client_cancelled"), error: None };
        let response = stopped.response(kind, Some(details));
        Ok(self.send(ServerEventBody::ResponseDone { response }).await?)
    }

    async fn fail(&mut self, id: String, error: EventError) -> Result<(), Gone> {
        let status = ResponseStatus::Failed;
        let details = StatusDetails { kind: status, reason: None, error: Some(error) };
        let response = Response { id, status, status_details: Some(details), usage: None };
        self.send(ServerEventBody::ResponseDone { response }).await
    }

    /// What the client has seen of an answer, also of an unfinished one, is part of the conversation.
    async fn store_answer(&mut self, writing: &Writing) -> Result<(), sqlx::Error> {
        if !writing.sent().is_empty() {
            self.state.store().add_turn(self.conversation, Role::Assistant, writing.sent()).await?;
        }
        Ok(())
    }

    fn session(&self) -> Session {
        Session { id: self.session.to_string(), model: MODEL }
    }

    async fn send(&mut self, body: ServerEventBody) -> Result<(), Gone> {
        let text = match serde_json::to_string(&ServerEvent::from(body)) {
            Ok(text) => text,
            Err(error) => {
                tracing::error!(%error, "event not written");
                return Err(Gone);
            }
        };
        self.socket.send(Message::Text(text.into())).await.map_err(|_| Gone)
    }
}

/// Resolves when the dev agent stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the end as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The turns before the message to answer, and that message: everything the visitor said since the
/// last answer.
fn split(turns: &[Turn]) -> Option<(&[Turn], String)> {
    let start = turns.iter().rposition(|turn| turn.role == Role::Assistant).map_or(0, |last| last + 1);
    let (earlier, new) = turns.split_at(start);
    let message = new.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>().join("\n");
    (!new.is_empty()).then_some((earlier, message))
}

fn in_progress(id: &str) -> Response {
    Response { id: id.to_owned(), status: ResponseStatus::InProgress, status_details: None, usage: None }
}

fn invalid(code: &'static str, message: impl Into<String>) -> EventError {
    EventError { kind: "invalid_request_error", code, message: message.into() }
}

fn failure(cause: &dyn std::fmt::Display) -> EventError {
    tracing::error!(error = %cause, "event failed");
    let message = "The dev agent failed; its log on stderr says why.".to_owned();
    EventError { kind: "server_error", code: "internal_error", message }
}
