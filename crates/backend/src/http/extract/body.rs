//! JSON bodies: of one media type, bounded in size, depth and time.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use contract::error::code;
use contract::limits::BODY_BYTES;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::app::App;
use crate::problem::Failure;

/// Deepest nesting of a body.
const DEPTH: usize = 32;
/// Most bytes that are heard out before a body is refused for its size.
const HEARD_BYTES: usize = 1024 * 1024;

/// A JSON body.
pub(in crate::http) struct JsonBody<T>(pub(in crate::http) T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        check_headers(request.headers())?;
        let arrival = app.settings.server.body_arrival;
        let body = timeout(arrival, read(request.into_body())).await.map_err(|_| {
            let detail = "The body took too long to arrive. Send it again.";
            Failure::new(StatusCode::REQUEST_TIMEOUT, code::INVALID_REQUEST, detail)
        })??;
        // A struct can also be read from a list, which no caller means.
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Failure::invalid("The body must be a JSON object."));
        }
        if is_too_deep(&body) {
            return Err(Failure::invalid(format!("The body is nested deeper than {DEPTH} levels.")));
        }
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            Failure::invalid(format!("The body is not as documented in /openapi.json: {error}."))
        })
    }
}

/// Reads on for a while beyond the limit: a caller that is still sending would not see the refusal.
async fn read(body: Body) -> Result<Vec<u8>, Failure> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Failure::invalid("The body broke off. Send it again."))?;
        seen += chunk.len();
        if seen <= BODY_BYTES {
            bytes.extend_from_slice(&chunk);
        } else if seen > HEARD_BYTES {
            break;
        }
    }
    if seen > BODY_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn check_headers(headers: &HeaderMap) -> Result<(), Failure> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let media_type = text(CONTENT_TYPE).unwrap_or_default();
    let (essence, parameter) = media_type.split_once(';').unwrap_or((media_type, ""));
    let parameter = parameter.trim();
    let utf8 = parameter.is_empty() || parameter.eq_ignore_ascii_case("charset=utf-8");
    if !essence.trim().eq_ignore_ascii_case("application/json") || !utf8 {
        return Err(unsupported("Send JSON in UTF-8 with Content-Type: application/json."));
    }
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(unsupported("Send the body without Content-Encoding."));
    }
    match text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok()) {
        Some(length) if length > HEARD_BYTES as u64 => Err(too_large()),
        _ => Ok(()),
    }
}

fn unsupported(detail: &'static str) -> Failure {
    Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::INVALID_REQUEST, detail)
}

fn too_large() -> Failure {
    let detail = format!("The body is larger than {} KiB.", BODY_BYTES / 1024);
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, code::BODY_TOO_LARGE, detail)
}

/// Counts brackets outside strings, before anything is built from them.
fn is_too_deep(json: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > DEPTH {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_that_are_not_text() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_too_deep(nested(DEPTH).as_bytes()));
        assert!(is_too_deep(nested(DEPTH + 1).as_bytes()));
        assert!(is_too_deep("{\"a\":".repeat(DEPTH + 1).as_bytes()));
        let text = format!("[\"{}\\\"{}\"]", "[".repeat(99), "{".repeat(99));
        assert!(!is_too_deep(text.as_bytes()));
        assert!(!is_too_deep("[],".repeat(999).as_bytes()));
    }
}
