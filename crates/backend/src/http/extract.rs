//! Reading requests: bodies, ids, numbers. What is malformed becomes a [`Failure`] here.

mod body;
mod idempotency;
mod query;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use uuid::Uuid;

pub(super) use body::JsonBody;
pub(super) use idempotency::{IdempotencyKey, respond};
pub(super) use query::{Query, number};

use crate::problem::Failure;

/// The id in the path. One that is no id names nothing: it is unknown like any other.
pub(super) struct Id(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Failure::not_found())?;
        if is_canonical(&text) { Ok(Self(text)) } else { Err(Failure::not_found()) }
    }
}

/// Whether the text is a UUID as RFC 9562 writes it, so that one id has one spelling.
pub(super) fn is_canonical(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.hyphenated().to_string() == text)
}
