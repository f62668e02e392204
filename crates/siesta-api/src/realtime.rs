//! The Realtime WebSocket: events out, events in.
//!
//! [`Realtime::open`] creates a session and connects to it; then send [`ClientEvent`]s and read
//! [`ServerEvent`]s until the end.

mod client_event;
mod connection;
mod handshake;
mod server_event;
mod silence;

use std::sync::Arc;

use uuid::Uuid;

pub use client_event::{
    ApprovalResolution, ClientEvent, ContentPart, ConversationItem, ResponseOptions, Role,
};
pub use connection::{MAX_MESSAGE_BYTES, RealtimeConnection};
pub use server_event::{
    ApprovalRequestedEvent, ArgumentsDeltaEvent, ArgumentsDoneEvent, CitationsEvent, ErrorDetail, ErrorEvent,
    FunctionCall, FunctionCallKind, ItemEvent, NumberedCitation, OutputItem, OutputItemEvent,
    RealtimeResponse, ResponseEvent, ResponseStatus, ServerEvent, SessionEvent, SessionInfo, SiestaEvent,
    SubagentStatus, SubagentStatusEvent, TextDeltaEvent, TextDoneEvent, ToolCompletedEvent, ToolOutcome,
    ToolStartedEvent, Usage,
};

use crate::error::Error;
use crate::operations::Agents;
use crate::transport::Transport;
use crate::types::{CreateRealtimeSessionRequest, RealtimeSession};

/// Connects to sessions; see [`Client::realtime`](crate::Client::realtime).
#[derive(Clone, Copy, Debug)]
pub struct Realtime<'a> {
    pub(crate) transport: &'a Arc<Transport>,
}

impl Realtime<'_> {
    /// Creates a session and connects to it.
    ///
    /// After a cut, open another one with the
    /// [`conversation_id`](RealtimeConnection::conversation_id) of the lost connection in the request: the
    /// agent remembers what was said, and takes the outputs of functions that it called before.
    ///
    /// # Errors
    ///
    /// Those of [`Agents::create_realtime_session`](crate::Agents::create_realtime_session) and of
    /// [`connect`](Self::connect).
    pub async fn open(
        &self,
        agent_id: Uuid,
        request: CreateRealtimeSessionRequest,
    ) -> Result<RealtimeConnection, Error> {
        let agents = Agents { transport: self.transport };
        self.connect(&agents.create_realtime_session(agent_id, request).await?).await
    }

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
        Ok(RealtimeConnection::new(socket, Arc::clone(self.transport), session.conversation_id))
    }
}
