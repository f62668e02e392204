//! Opens the WebSocket (RFC 6455 section 4.1).
//!
//! The handshake goes through the HTTP client and not through the WebSocket library: so the credentials are
//! set in one place, TLS is set up in one place, and the key is not written to the library's trace log.

use http::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use reqwest::Upgraded;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::connection::MAX_MESSAGE_BYTES;
use crate::error::Error;
use crate::transport::Transport;

const OPERATION: &str = "connect to realtime session";

/// The open socket of a session's path.
pub(super) async fn connect(transport: &Transport, path: &str) -> Result<WebSocketStream<Upgraded>, Error> {
    let url = transport.url_of_given_path(path).ok_or_else(|| {
        Error::RealtimeProtocol("the session's webSocketPath is not a path on the API's own host".to_owned())
    })?;
    timeout(transport.connect_timeout(), async {
        let key = generate_key();
        let response = transport.upgrade(OPERATION, url, headers(&key)?).await?;
        check(response.headers(), &key)?;
        let upgraded = response.upgrade().await.map_err(|error| Error::network(OPERATION, error))?;
        Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits())).await)
    })
    .await
    .unwrap_or_else(|_| Err(Error::timeout(OPERATION)))
}

fn headers(key: &str) -> Result<HeaderMap, Error> {
    let key = HeaderValue::from_str(key)
        .map_err(|_| Error::RealtimeProtocol("the handshake's key is no header value".to_owned()))?;
    Ok(HeaderMap::from_iter([
        (CONNECTION, HeaderValue::from_static("Upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
        (SEC_WEBSOCKET_KEY, key),
    ]))
}

/// The server proves that it understood this very handshake.
fn check(answer: &HeaderMap, key: &str) -> Result<(), Error> {
    let is = |name, expected: &str| {
        answer
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .is_some_and(|value| value == expected)
    };
    let upgrades =
        answer.get(UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if upgrades && is(SEC_WEBSOCKET_ACCEPT, &derive_accept_key(key.as_bytes())) {
        return Ok(());
    }
    Err(Error::RealtimeProtocol("the server's answer is no WebSocket handshake".to_owned()))
}

/// Small read buffer: events are short, and there is one connection for each running answer. The library fills it with
/// zeros before each read.
fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4 << 10)
        .write_buffer_size(0)
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
}
