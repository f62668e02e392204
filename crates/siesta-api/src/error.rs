//! What can go wrong, and what to do about it.
//!
//! Which variant means what:
//! [`Error::Configuration`] is the operator's to fix, [`Error::InvalidRequest`] and [`Error::Content`] the
//! caller's. [`Error::Transport`] means that no answer arrived.
//! [`Error::Api`] is the API's own refusal. [`Error::Decode`], [`Error::BodyTooLarge`] and
//! [`Error::RealtimeProtocol`] mean that the other side does not keep to the documented form.
//! [`Error::RealtimeClosed`] ends a realtime connection.
//!
//! No message holds the key, a URL, or words of a body: those may be personal data. What the API said is
//! available from [`ApiError::message`], for whoever decides to show it.

mod api;
mod decode;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

pub use api::ApiError;
pub(crate) use decode::describe;

/// Any failure of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting can't work; nothing was sent.
    #[error("invalid configuration of the Siesta client: {0}")]
    Configuration(String),

    /// The request holds something that can't be sent; nothing was.
    #[error("{operation}: {detail}. Nothing was sent")]
    #[non_exhaustive]
    InvalidRequest {
        /// What was attempted.
        operation: &'static str,
        /// What can't be sent, and why.
        detail: String,
    },

    /// The caller's side of a transfer failed: what is uploaded could not be read, or a download written.
    #[error("{operation}: this side of the transfer failed: {source}")]
    #[non_exhaustive]
    Content {
        /// What was attempted.
        operation: &'static str,
        /// What the reader or writer said.
        source: std::io::Error,
    },

    /// No whole answer arrived.
    #[error("{operation}: {kind}")]
    #[non_exhaustive]
    Transport {
        /// What was attempted.
        operation: &'static str,
        /// How far it came.
        kind: TransportKind,
        /// What the network said.
        source: Option<Box<dyn StdError + Send + Sync>>,
    },

    /// The API answered that it will not do it.
    #[error(transparent)]
    Api(Box<ApiError>),

    /// An answer or event is not in the documented form. A realtime connection stays usable.
    #[error("{operation}: unexpected form: {detail}. Compare the API's current document with this client's")]
    #[non_exhaustive]
    Decode {
        /// What was attempted, or the event's type.
        operation: String,
        /// Where the form differs; names of fields, never values.
        detail: String,
    },

    /// An answer is longer than this client reads.
    #[error("{operation}: the answer is longer than {limit} bytes; ask for less, for example a smaller page")]
    #[non_exhaustive]
    BodyTooLarge {
        /// What was attempted.
        operation: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },

    /// The realtime connection is over without a normal end. Create a new session to go on.
    #[error("realtime connection lost: {reason}{}", code.map(|code| format!(" (close code {code})")).unwrap_or_default())]
    #[non_exhaustive]
    RealtimeClosed {
        /// Close code of RFC 6455 section 7.4, when the server sent one.
        code: Option<u16>,
        /// What happened, in this crate's words.
        reason: String,
    },

    /// The other side of the realtime connection broke the protocol; the connection is over.
    #[error("realtime protocol broken: {0}")]
    RealtimeProtocol(String),
}

/// How far a call came that brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// No connection: the request was never sent.
    Connect,
    /// No trusted encryption: the request was never sent.
    Tls,
    /// The deadline passed. The API may have processed the request.
    Timeout,
    /// The connection broke. The API may have processed the request.
    Interrupted,
}

impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection to the API; check the base URL and the network",
            Self::Tls => {
                "no trusted TLS connection to the API; check the base URL and the machine's CA certificates"
            }
            Self::Timeout => "no answer within the deadline; the API may have processed the request",
            Self::Interrupted => "the connection broke before the answer was whole",
        })
    }
}

impl Error {
    /// Whether the same call may succeed later.
    ///
    /// This says nothing about the first one's effect: see [`is_unprocessed`](Self::is_unprocessed).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { kind, .. } => *kind != TransportKind::Tls,
            Self::Api(error) => matches!(error.status().as_u16(), 408 | 429 | 500 | 502 | 503 | 504),
            // Going away, cut, internal error, restart, overload, bad gateway: not a refusal.
            Self::RealtimeClosed { code, .. } => matches!(code, None | Some(1001 | 1006 | 1011..=1014)),
            _ => false,
        }
    }

    /// Whether the API surely did not process the request, so that repeating it can't double an effect:
    /// no connection stood, or a 429 or 503 came with `Retry-After`.
    pub fn is_unprocessed(&self) -> bool {
        match self {
            Self::Configuration(_) | Self::InvalidRequest { .. } => true,
            Self::Transport { kind, .. } => matches!(kind, TransportKind::Connect | TransportKind::Tls),
            Self::Api(error) => matches!(error.status().as_u16(), 429 | 503) && error.retry_after().is_some(),
            _ => false,
        }
    }

    /// Whether the API does not accept the key, or not for this (401, 403).
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }

    /// Whether what was named does not exist, or not for this organization (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the API asks to slow down (429).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether a deadline passed.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport { kind: TransportKind::Timeout, .. })
    }

    /// How long the API asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.api().and_then(ApiError::retry_after)
    }

    /// The API's answer, when there was one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    fn status(&self) -> Option<StatusCode> {
        self.api().map(ApiError::status)
    }

    pub(crate) fn timeout(operation: &'static str) -> Self {
        Self::Transport { operation, kind: TransportKind::Timeout, source: None }
    }

    pub(crate) fn network(operation: &'static str, source: reqwest::Error) -> Self {
        let kind = if source.is_connect() {
            if is_tls(&source) { TransportKind::Tls } else { TransportKind::Connect }
        } else if source.is_timeout() {
            TransportKind::Timeout
        } else {
            TransportKind::Interrupted
        };
        // The URL may hold a realtime session's id.
        Self::Transport { operation, kind, source: Some(Box::new(source.without_url())) }
    }

    pub(crate) fn closed(code: Option<u16>, reason: impl Into<String>) -> Self {
        Self::RealtimeClosed { code, reason: reason.into() }
    }
}

/// Whether a TLS failure is among the causes. `io::Error` hides its inner error from `source`.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = inner.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    false
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn transport(kind: TransportKind) -> Error {
        Error::Transport { operation: "test", kind, source: None }
    }

    pub(crate) fn api(status: u16, retry_after: Option<Duration>) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        Error::Api(Box::new(ApiError::read("test", status, None, retry_after, "")))
    }

    #[test]
    fn a_lost_connection_may_be_made_again_but_a_refused_one_not() {
        let check =
            |code, expected| assert_eq!(Error::closed(code, "x").is_retryable(), expected, "{code:?}");
        check(None, true);
        check(Some(1001), true);
        check(Some(1011), true);
        check(Some(1008), false);
        check(Some(4000), false);
    }

    #[test]
    fn a_close_code_is_part_of_the_message() {
        assert_eq!(
            Error::closed(Some(1011), "x").to_string(),
            "realtime connection lost: x (close code 1011)"
        );
        assert_eq!(Error::closed(None, "x").to_string(), "realtime connection lost: x");
    }
}
