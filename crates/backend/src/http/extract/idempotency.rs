//! `Idempotency-Key`: the client's id of a `POST`, by which it counts once however often it arrives.
//!
//! Every `POST` has it, except those whose body has an id already (a run) or proves what counts once by itself (a
//! session). A handler makes a [`Once`] of it, has the effect and the answer written in one transaction, and
//! answers with [`respond`].

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::error::code;
use sha2::{Digest as _, Sha256};

use super::is_canonical;
use crate::http::middleware::visitor::Visitor;
use crate::problem::Failure;
use crate::store::{Answer, Answered, Once};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The key, and what it is the key of. A request without one counts each time.
pub(in crate::http) struct IdempotencyKey {
    key: Option<String>,
    route: String,
    path: String,
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let key = match (values.next().map(|value| value.to_str().unwrap_or_default()), values.next()) {
            (None, _) => None,
            (Some(key), None) if is_canonical(key) => Some(key.to_owned()),
            _ => {
                let detail = "Idempotency-Key must be one UUID in small letters: a new one for each request, the \
                              same when a request is sent again.";
                return Err(Failure::invalid(detail));
            }
        };
        let path = MatchedPath::from_request_parts(parts, state).await.map_err(Failure::internal)?;
        let route = format!("{} {}", parts.method, path.as_str());
        Ok(Self { key, route, path: parts.uri.path().to_owned() })
    }
}

impl IdempotencyKey {
    /// The request of this visitor, with this body.
    pub(in crate::http) fn once(self, visitor: Visitor, body: &[u8]) -> Once {
        let Visitor { id: visitor_id, site: site_id, issued_at, token_id, .. } = visitor;
        // A path has no line break.
        let hash = Sha256::new().chain_update(self.path).chain_update("\n").chain_update(body).finalize();
        Once { site_id, visitor_id, issued_at, token_id, route: self.route, key: self.key, hash: hash.into() }
    }
}

/// What the caller gets: the same for a request that comes again.
pub(in crate::http) fn respond(answered: Answered) -> Result<Response, Failure> {
    match answered {
        Answered::Now(Answer { status, body }) | Answered::Before(Answer { status, body }) => {
            let status = StatusCode::from_u16(status).map_err(Failure::internal)?;
            Ok(match body {
                Some(json) => (status, [("content-type", "application/json")], json).into_response(),
                None => status.into_response(),
            })
        }
        Answered::Conflict => {
            let detail = "This Idempotency-Key was used for another request. Make a new one.";
            Err(Failure::new(StatusCode::CONFLICT, code::IDEMPOTENCY_CONFLICT, detail))
        }
        Answered::NotFound => Err(Failure::not_found()),
        Answered::Revoked => Err(Failure::unauthorized()),
    }
}
