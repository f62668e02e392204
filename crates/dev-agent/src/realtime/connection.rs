//! One connection. It does two things by turns: it reads the client's events, and it sends the parts
//! of the answer that is being written. Reading comes first, so that a cancel takes effect before the
//! next piece.

mod answering;
mod events;

use super::writing::{Next, Writing};
use crate::AppState;
use crate::agent::AgentError;
use crate::error::ApiError;
use crate::store::{Origin, Role, Session};
use crate::wire::agent::Agent;
use crate::wire::realtime::{self, EventError, MODEL, ServerEvent, ServerEventBody};
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use tokio::sync::watch;
use uuid::Uuid;

/// The client is no longer there.
pub struct Gone;

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

impl From<ApiError> for Trouble {
    fn from(cause: ApiError) -> Self {
        Self::Refused(failure(&cause))
    }
}

/// A client on the socket.
pub struct Connection {
    socket: WebSocket,
    state: AppState,
    id: Uuid,
    session: Session,
    conversation: Uuid,
    agent: Agent,
    origin: Origin,
    /// Page context sent since the last answer.
    context: Vec<String>,
}

impl Connection {
    /// A client whose ticket was good.
    pub fn new(
        socket: WebSocket,
        state: AppState,
        id: Uuid,
        session: Session,
        conversation: Uuid,
        agent: Agent,
        origin: Origin,
    ) -> Self {
        Self { socket, state, id, session, conversation, agent, origin, context: Vec::new() }
    }

    /// Serves it to its end.
    pub async fn run(mut self) -> Result<(), Gone> {
        self.send(ServerEventBody::SessionCreated { session: self.described() }).await?;
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
                next = Writing::next(writing.as_mut()) => {
                    if let Err(gone) = self.write(next, &mut writing).await {
                        break Err(gone);
                    }
                }
            }
        };
        if let Some(mut unfinished) = writing.take()
            && let Err(error) = self.store_answer(&mut unfinished).await
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

    async fn write(&mut self, next: Next, writing: &mut Option<Writing>) -> Result<(), Gone> {
        match next {
            Next::Part(part) => match writing {
                Some(writing) => self.send_part(part, writing).await,
                None => Ok(()),
            },
            Next::End => match writing.take() {
                Some(done) => self.end(done).await,
                None => Ok(()),
            },
            Next::Failed(error) => match writing.take() {
                Some(broken) => self.break_off(broken, &error).await,
                None => Ok(()),
            },
        }
    }

    /// What the client has seen of an answer, also of an unfinished one, is part of the conversation.
    async fn store_answer(&mut self, writing: &mut Writing) -> Result<(), sqlx::Error> {
        let text = writing.take_unstored();
        if !text.is_empty() {
            self.state.store().add_turn(self.conversation, Role::Assistant, &text, &self.origin).await?;
        }
        Ok(())
    }

    fn described(&self) -> realtime::Session {
        realtime::Session { id: self.id.to_string(), model: MODEL }
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

fn invalid(code: &'static str, message: impl Into<String>) -> EventError {
    EventError { kind: "invalid_request_error", code, message: message.into() }
}

fn failure(cause: &dyn std::fmt::Display) -> EventError {
    tracing::error!(error = %cause, "event failed");
    let message = "The dev agent failed; its log on stderr says why.".to_owned();
    EventError { kind: "server_error", code: "internal_error", message }
}

/// A model's failure is told as it is: whoever started the dev agent can put it right.
fn failed_answer(error: &AgentError) -> EventError {
    match error {
        AgentError::Model(error) => {
            EventError { kind: "server_error", code: "model_failed", message: error.to_string() }
        }
        error => failure(error),
    }
}
