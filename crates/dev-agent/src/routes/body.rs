//! Reads JSON bodies with the vendor's errors: 413, 415, 400.

use crate::error::ApiError;
use crate::wire::fields::FieldError;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use serde_json::{Map, Value};

/// Largest body, in bytes.
pub const BODY_MAX: usize = 1024 * 1024;
/// How much of a too large body is read and thrown away, so that a client that is still sending
/// sees the answer and not a broken connection.
pub const DRAIN_MAX: usize = 16 * 1024 * 1024;

/// A JSON body.
pub struct JsonBody(pub Value);

/// A JSON body; an empty one reads as `{}`.
pub struct OptionalJsonBody(pub Value);

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let missing = || ApiError::invalid(vec![FieldError::new("", "a JSON object is required")]);
        read(request).await?.map(Self).ok_or_else(missing)
    }
}

impl<S: Sync> FromRequest<S> for OptionalJsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        Ok(Self(read(request).await?.unwrap_or_else(|| Value::Object(Map::new()))))
    }
}

/// The body, if there is any.
async fn read(request: Request) -> Result<Option<Value>, ApiError> {
    let is_json = is_type(request.headers(), "application/json");
    let bytes = bytes(request.into_body()).await?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if !is_json {
        return Err(unsupported("application/json"));
    }
    let unreadable =
        |error| ApiError::invalid(vec![FieldError::new("", format!("is not valid JSON: {error}"))]);
    serde_json::from_slice(&bytes).map(Some).map_err(unreadable)
}

/// Whether a body is of this type, whatever its parameters.
pub fn is_type(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

/// 415.
pub fn unsupported(wanted: &str) -> ApiError {
    let message = format!("Send the body as Content-Type: {wanted}.");
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)
}

/// 413.
pub fn too_large(limit: &str) -> ApiError {
    let message = format!("The body is larger than {limit}.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", message)
}

async fn bytes(body: Body) -> Result<Vec<u8>, ApiError> {
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
    if size > BODY_MAX { Err(too_large("1 MiB")) } else { Ok(bytes) }
}
