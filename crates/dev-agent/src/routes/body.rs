//! Reads JSON bodies with the vendor's errors: 413, 415, 400.

use crate::error::ApiError;
use crate::wire::fields::FieldError;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use serde_json::Value;

/// Largest body, in bytes.
pub const BODY_MAX: usize = 256 * 1024;
/// How much of a too large body is read and thrown away, so that a client that is still sending
/// sees the answer and not a broken connection.
const DRAIN_MAX: usize = 4 * 1024 * 1024;

/// A JSON body; an empty one reads as `{}`.
pub struct JsonBody(pub Value);

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_json = kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"));
        let bytes = read(request.into_body()).await?;
        if bytes.is_empty() {
            return Ok(Self(Value::Object(serde_json::Map::new())));
        }
        if !is_json {
            let message = "Send the body as Content-Type: application/json.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            ApiError::invalid(vec![FieldError::new("", format!("is not valid JSON: {error}"))])
        })
    }
}

async fn read(body: Body) -> Result<Vec<u8>, ApiError> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| {
            ApiError::invalid(vec![FieldError::new("", format!("could not be read: {error}"))])
        })?;
        size += chunk.len();
        if size <= BODY_MAX {
            bytes.extend_from_slice(&chunk);
        } else if size > DRAIN_MAX {
            break;
        }
    }
    if size > BODY_MAX {
        let message = format!("The body is larger than {BODY_MAX} bytes.");
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", message));
    }
    Ok(bytes)
}
