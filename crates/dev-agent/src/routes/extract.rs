//! What handlers take out of a request: the id of its path, its query, who makes it.

use crate::AppState;
use crate::error::{ApiError, RequestId};
use crate::store::Origin;
use crate::wire;
use crate::wire::fields::FieldError;
use crate::wire::page::{Paging, Parameters};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use std::convert::Infallible;
use uuid::Uuid;

/// How much of a key the audit log shows: so many characters, and never more than a quarter.
const KEY_SHOWN: usize = 8;

/// The id in a path; `None` when it is no UUID, which names nothing.
pub struct Id(pub Option<Uuid>);

impl FromRequestParts<AppState> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(path.ok().and_then(|Path(id)| wire::uuid(&id))))
    }
}

impl FromRequestParts<AppState> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) =
            query.map_err(|error| ApiError::invalid(vec![FieldError::new("", error.to_string())]))?;
        Ok(Self::new(pairs))
    }
}

/// `Limit`, `Offset` and `Search`.
impl FromRequestParts<AppState> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let mut query = Parameters::from_request_parts(parts, state).await?;
        let paging = query.paging();
        query.finish(paging).map_err(ApiError::invalid)
    }
}

impl FromRequestParts<AppState> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let key = &state.settings().api_key;
        let shown: String = key.chars().take(KEY_SHOWN.min(key.chars().count() / 4)).collect();
        let id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        Ok(Self { actor: format!("key {shown}…"), correlation_id: id.unwrap_or_default() })
    }
}
