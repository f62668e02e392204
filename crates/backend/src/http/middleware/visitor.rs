//! The one place that reads a visitor's token.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::error::code;
use time::OffsetDateTime;

use super::{PageOrigin, limit};
use crate::app::{App, SITE};
use crate::problem::Failure;
use crate::session::token::Claims;

/// Who calls. Only [`require`] makes one: a handler that asks for it behind another layer answers 401.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The visitor.
    pub id: String,
    /// The site of the token.
    pub site: String,
    /// When the token was made, in Unix seconds.
    pub issued_at: u64,
    /// When it is void, in Unix seconds.
    pub expires_at: u64,
    /// Names the token.
    pub token_id: String,
    /// [`Store::doors`](crate::store::Store) before the token was looked up: what has ended the visitor's rights since
    /// is noticed.
    pub doors: u64,
}

/// Lets only visitors with a valid token pass. Requests with another one count against their address.
pub async fn require(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match visitor(&app, request.headers(), request.extensions().get()).await {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        // A database that fails says nothing about the token.
        Err(failure) if failure.status().is_server_error() => failure.into_response(),
        Err(failure) => limit::count_refused(&app, &request).err().unwrap_or(failure).into_response(),
    }
}

async fn visitor(app: &App, headers: &HeaderMap, origin: Option<&PageOrigin>) -> Result<Visitor, Failure> {
    let claims = token(headers).and_then(|token| app.tokens.verify(token, SITE, now()));
    let claims = claims.ok_or_else(Failure::unauthorized)?;
    check_origin(&claims, origin)?;
    let doors = app.store.doors();
    if app.store.is_void(&claims.site, &claims.sub, claims.iat, &claims.jti).await? {
        return Err(Failure::unauthorized());
    }
    Ok(Visitor {
        id: claims.sub,
        site: claims.site,
        issued_at: claims.iat,
        expires_at: claims.exp,
        token_id: claims.jti,
        doors,
    })
}

/// The token of the only `Authorization` header.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// A token is good on pages of the origin that asked for it. Requests that name no origin come from no page, or
/// from a page of this backend itself.
fn check_origin(claims: &Claims, origin: Option<&PageOrigin>) -> Result<(), Failure> {
    match origin {
        Some(PageOrigin(origin)) if claims.origin.as_ref() != Some(origin) => {
            let detail =
                "This token was made for pages of another origin. Ask for one with POST /v1/session.";
            Err(Failure::new(StatusCode::FORBIDDEN, code::ORIGIN_NOT_ALLOWED, detail))
        }
        _ => Ok(()),
    }
}

/// Unix seconds.
pub fn now() -> u64 {
    u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or(0)
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get().cloned().ok_or_else(Failure::unauthorized)
    }
}
