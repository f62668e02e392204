//! The Realtime WebSocket: events out, events in.
//!
//! Create a session with
//! [`Agents::create_realtime_session`](crate::Agents::create_realtime_session), connect to it with
//! [`Realtime::connect`], then send [`ClientEvent`]s and read [`ServerEvent`]s until the end.

mod client_event;
mod connection;
mod handshake;
mod server_event;
mod silence;

use std::sync::Arc;

pub use client_event::{ClientEvent, ContentPart, ConversationItem, ResponseOptions, Role};
pub use connection::{MAX_MESSAGE_BYTES, RealtimeConnection};
pub use server_event::{
    CitationsEvent, ErrorDetail, ErrorEvent, ItemEvent, NumberedCitation, RealtimeResponse, ResponseEvent,
    ResponseStatus, ServerEvent, SessionEvent, SessionInfo, SiestaEvent, TextDeltaEvent, TextDoneEvent,
    Usage,
};

use crate::error::Error;
use crate::transport::Transport;
use crate::types::RealtimeSession;

/// Connects to sessions; see [`Client::realtime`](crate::Client::realtime).
#[derive(Clone, Copy, Debug)]
pub struct Realtime<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Realtime<'_> {
    /// Connects to a session. One attempt only, since connecting uses the session up.
    ///
    /// # Errors
    ///
    /// [`Error::RealtimeProtocol`] when the session's `webSocketPath` is not a path on the API's own host or
    /// the answer is no WebSocket handshake, [`Error::Api`] when the session is refused (expired or used up),
    /// [`Error::Transport`] when no connection stands within
    /// [`connect_timeout`](crate::Config::connect_timeout).
    pub async fn connect(&self, session: &RealtimeSession) -> Result<RealtimeConnection, Error> {
        let socket = handshake::connect(self.transport, &session.web_socket_path).await?;
        Ok(RealtimeConnection::new(socket, Arc::clone(self.transport)))
    }
}
