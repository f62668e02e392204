//! `POST /v1/session`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::api::{ChallengeResponse, SessionRequest, SessionResponse, VisitorKind, challenge_text};
use contract::error::{Problem, code};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::{App, SITE};
use crate::http::extract::JsonBody;
use crate::http::middleware::PageOrigin;
use crate::http::middleware::visitor::now;
use crate::problem::Failure;
use crate::session::challenge::LIFE_SECONDS;
use crate::session::key::VisitorKey;
use crate::session::token::Claims;

/// A challenge, or a token.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(in crate::http) enum SessionAnswer {
    /// To `{publicKey}`.
    Challenge(ChallengeResponse),
    /// To `{}`, and to `{publicKey, challenge, signature}`.
    Token(SessionResponse),
}

/// A visitor's token: `{}` for a visitor of the moment; `{publicKey}` gives a challenge, and
/// `{publicKey, challenge, signature}` the token of the visitor with this key.
#[utoipa::path(post, path = "/v1/session", tag = "chat", security(()), request_body = SessionRequest,
    responses(
        (status = 200, body = SessionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The challenge is void, or the signature is not the key's", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn create_session(
    State(app): State<App>,
    origin: Option<Extension<PageOrigin>>,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<Json<SessionAnswer>, Failure> {
    let origin = origin.map(|Extension(PageOrigin(origin))| origin);
    let answer = match request {
        SessionRequest { public_key: None, challenge: None, signature: None, identity: None } => {
            let id = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
            SessionAnswer::Token(token(&app, id, VisitorKind::Ephemeral, origin, now())?)
        }
        SessionRequest { public_key: Some(key), challenge: None, signature: None, identity: None } => {
            let key = read_key(&key)?;
            let origin = origin.as_deref().unwrap_or_default();
            let challenge = app.challenges.issue(key.bytes(), origin, now(), rand::random());
            SessionAnswer::Challenge(ChallengeResponse { challenge, expires_in: LIFE_SECONDS })
        }
        SessionRequest {
            public_key: Some(text),
            challenge: Some(challenge),
            signature: Some(signature),
            identity: None,
        } => {
            let key = read_key(&text)?;
            prove(&app, &key, origin.as_deref().unwrap_or_default(), &challenge, &signature).await?;
            let id = key.visitor_id();
            app.store.remember_visitor(SITE, &id, &text).await?;
            // Tokens of an erased visitor are void up to a second: this one is of the next.
            let iat = app.store.tokens_count_from(SITE, &id).await?.unwrap_or_default().max(now());
            SessionAnswer::Token(token(&app, id, VisitorKind::Remembered, origin, iat)?)
        }
        _ => {
            return Err(Failure::invalid(
                "Send {}, or publicKey, or publicKey with challenge and signature.",
            ));
        }
    };
    Ok(Json(answer))
}

fn read_key(text: &str) -> Result<VisitorKey, Failure> {
    VisitorKey::parse(text).ok_or_else(|| {
        Failure::invalid("publicKey must be base64url of an uncompressed P-256 point (65 bytes).")
    })
}

/// The signature is looked at first, so that nobody else can use up a visitor's challenge.
async fn prove(
    app: &App,
    key: &VisitorKey,
    origin: &str,
    challenge: &str,
    signature: &str,
) -> Result<(), Failure> {
    let void = || {
        let detail = "The challenge is void or the signature is not the key's. Ask for a new challenge.";
        Failure::new(StatusCode::UNAUTHORIZED, code::UNAUTHORIZED, detail)
    };
    let checked = app.challenges.check(challenge, key.bytes(), origin, now()).ok_or_else(void)?;
    if !key.has_signed(&challenge_text(origin, challenge), signature) {
        return Err(void());
    }
    let expires_at = i64::try_from(checked.expires_at)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .ok_or_else(void)?;
    if app.store.consume_challenge(SITE, &checked.hash, expires_at).await? { Ok(()) } else { Err(void()) }
}

fn token(
    app: &App,
    visitor: String,
    kind: VisitorKind,
    origin: Option<String>,
    iat: u64,
) -> Result<SessionResponse, Failure> {
    let life = app.settings.access.token_life.as_secs();
    let jti = Uuid::new_v4().to_string();
    let claims = Claims { sub: visitor, kind, origin, site: SITE.to_owned(), iat, exp: iat + life, jti };
    let token = app.tokens.sign(&claims).ok_or_else(|| Failure::internal("a token could not be signed"))?;
    Ok(SessionResponse { token, expires_in: life, visitor: kind })
}
