//! An open realtime connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Upgraded;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Message};
use uuid::Uuid;

use super::silence::{Silence, Verdict};
use super::{ClientEvent, ServerEvent};
use crate::error::{Error, describe};
use crate::transport::Transport;

/// Longest message, and longest frame, accepted from the server: 1 MiB.
pub const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// How long a closing handshake may take; it is a courtesy.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// A connection to one realtime session.
///
/// Dropping it cuts the connection; [`close`](Self::close) takes leave properly.
pub struct RealtimeConnection {
    socket: WebSocketStream<Upgraded>,
    transport: Arc<Transport>,
    conversation_id: Uuid,
    silence: Silence,
    ended: bool,
}

impl RealtimeConnection {
    pub(super) fn new(
        socket: WebSocketStream<Upgraded>,
        transport: Arc<Transport>,
        conversation_id: Uuid,
    ) -> Self {
        let silence = Silence::new(transport.realtime_idle(), Instant::now());
        Self { socket, transport, conversation_id, silence, ended: false }
    }

    /// The conversation that this session belongs to. A new session that names it goes on where this one ends.
    pub fn conversation_id(&self) -> Uuid {
        self.conversation_id
    }

    /// Sends an event, and returns when the network has taken it.
    ///
    /// Cancelled midway, the event is either not sent or goes out with the next one; never in part.
    ///
    /// # Errors
    ///
    /// [`Error::RealtimeClosed`] when the connection is over, or takes nothing for
    /// [`realtime_idle`](crate::Config::realtime_idle). What [`next`](Self::next) returns then says more.
    pub async fn send(&mut self, event: &ClientEvent) -> Result<(), Error> {
        if self.ended {
            return Err(Error::closed(None, "it has ended, and nothing more can be sent"));
        }
        let text = serde_json::to_string(event).map_err(|error| Error::Decode {
            operation: "send event".to_owned(),
            detail: describe(&error),
        })?;
        self.write(Message::text(text)).await
    }

    /// The next event; `None` after the server has closed normally, or after the error that ended the
    /// connection.
    ///
    /// An [`Error::Decode`] concerns one event only: go on reading. Every other error is the last.
    ///
    /// Cancel-safe: no event is lost when the future is dropped, so it can stand in `tokio::select!`. Keep
    /// polling it while connected, because it also answers the server's pings.
    pub async fn next(&mut self) -> Option<Result<ServerEvent, Error>> {
        if self.ended {
            return None;
        }
        let event = self.receive().await.transpose();
        self.ended = match &event {
            Some(Ok(_) | Err(Error::Decode { .. })) => false,
            Some(Err(_)) | None => true,
        };
        event
    }

    /// Takes leave of the server, waiting at most two seconds for its answer.
    pub async fn close(mut self) {
        let goodbye = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        let leave = async {
            self.socket.close(Some(goodbye)).await?;
            while self.socket.next().await.transpose()?.is_some() {}
            Ok::<_, tungstenite::Error>(())
        };
        // The connection is given up in any case.
        let _ = timeout(CLOSE_TIMEOUT, leave).await;
    }

    async fn receive(&mut self) -> Result<Option<ServerEvent>, Error> {
        loop {
            let until = match self.silence.verdict(Instant::now()) {
                Verdict::ListenUntil(until) => until,
                Verdict::Ping => {
                    self.write(Message::Ping(Default::default())).await?;
                    self.silence.pinged(Instant::now());
                    continue;
                }
                Verdict::Lost => {
                    return Err(Error::closed(None, "the server fell silent and answers no ping"));
                }
            };
            let Ok(message) = timeout_at(until, self.socket.next()).await else { continue };
            self.silence.heard(Instant::now());
            match message.transpose().map_err(failure)? {
                Some(Message::Text(text)) => {
                    let text = self.transport.secret().scrub(text.as_str().to_owned());
                    return ServerEvent::decode(&text).map(Some);
                }
                Some(Message::Binary(_)) => {
                    return Err(Error::Decode {
                        operation: "binary event".to_owned(),
                        detail: "events are JSON text".to_owned(),
                    });
                }
                Some(Message::Close(frame)) => {
                    // Sends the answer that the library has prepared; the server may be gone already.
                    let _ = timeout(CLOSE_TIMEOUT, self.socket.flush()).await;
                    return self.closed(frame);
                }
                Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                None => return Err(failure(tungstenite::Error::ConnectionClosed)),
            }
        }
    }

    /// A close frame without a code, or with 1000, is the normal end.
    fn closed(&self, frame: Option<CloseFrame>) -> Result<Option<ServerEvent>, Error> {
        let code = frame.as_ref().map(|frame| u16::from(frame.code));
        if matches!(code, None | Some(1000)) {
            return Ok(None);
        }
        let reason = frame.map(|frame| frame.reason.as_str().to_owned()).unwrap_or_default();
        tracing::debug!(
            code,
            reason_bytes = reason.len(),
            "the realtime connection was closed by the server"
        );
        Err(Error::closed(code, "the server closed it"))
    }

    async fn write(&mut self, message: Message) -> Result<(), Error> {
        match timeout(self.transport.realtime_idle(), self.socket.send(message)).await {
            Ok(sent) => sent.map_err(failure),
            Err(_) => Err(Error::closed(None, "the server takes nothing any more")),
        }
    }
}

impl fmt::Debug for RealtimeConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimeConnection").field("ended", &self.ended).finish_non_exhaustive()
    }
}

fn failure(error: tungstenite::Error) -> Error {
    use tungstenite::error::{CapacityError, ProtocolError};

    match error {
        tungstenite::Error::Capacity(CapacityError::MessageTooLong { size, max_size }) => {
            Error::RealtimeProtocol(format!("a message of {size} bytes is longer than {max_size} bytes"))
        }
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
        | tungstenite::Error::ConnectionClosed
        | tungstenite::Error::AlreadyClosed => Error::closed(None, "it was cut"),
        tungstenite::Error::Io(error) => Error::closed(None, format!("it was cut ({})", error.kind())),
        tungstenite::Error::Protocol(error) => Error::RealtimeProtocol(error.to_string()),
        tungstenite::Error::Utf8(_) => Error::RealtimeProtocol("a text message is not UTF-8".to_owned()),
        _ => Error::RealtimeProtocol("the WebSocket failed".to_owned()),
    }
}
