//! `POST /v1/session`, `DELETE /v1/session`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::api::{ChallengeResponse, SessionRequest, SessionResponse, VisitorKind, challenge_text};
use contract::error::{Problem, code};
use serde::Serialize;
use time::OffsetDateTime;
use tracing::Instrument;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::{App, SITE};
use crate::http::extract::JsonBody;
use crate::http::middleware::PageOrigin;
use crate::http::middleware::visitor::{Visitor, now};
use crate::problem::Failure;
use crate::session::challenge::LIFE_SECONDS;
use crate::session::identity::Identity;
use crate::session::key::VisitorKey;
use crate::session::token::Claims;
use crate::store::{LoggedIn, Login, ProvenKey};

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
///
/// With an `identity` the token is that of a user of the site; the user gets the conversations of a key that is
/// proven along with it.
#[utoipa::path(post, path = "/v1/session", tag = "chat", security(()), request_body = SessionRequest,
    responses(
        (status = 200, description = "A challenge, or a token", body = SessionAnswer),
        (status = 400, description = "Malformed, or an identity where the site has no keys for any", body = Problem,
            content_type = "application/problem+json"),
        (status = 401, description = "The challenge is void, the signature is not the key's, or the identity does \
            not count (`identity_invalid`)", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn create_session(
    State(app): State<App>,
    origin: Option<Extension<PageOrigin>>,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<Json<SessionAnswer>, Failure> {
    let origin = origin.map(|Extension(PageOrigin(origin))| origin);
    let SessionRequest { public_key, challenge, signature, identity } = request;
    let holder = match (public_key, challenge, signature, identity) {
        (None, None, None, None) => Holder::passing(),
        (None, None, None, Some(identity)) => {
            let identity = verify(&app, &identity)?;
            log_in(&app, identity, None).await?
        }
        (Some(key), None, None, None) => {
            let key = read_key(&key)?;
            let origin = origin.as_deref().unwrap_or_default();
            let challenge = app.challenges.issue(key.bytes(), origin, now(), rand::random());
            return Ok(Json(SessionAnswer::Challenge(ChallengeResponse {
                challenge,
                expires_in: LIFE_SECONDS,
            })));
        }
        (Some(key), Some(challenge), Some(signature), identity) => {
            let identity = identity.map(|identity| verify(&app, &identity)).transpose()?;
            let key = prove(&app, key, origin.as_deref().unwrap_or_default(), &challenge, &signature)?;
            match identity {
                Some(identity) => log_in(&app, identity, Some(key)).await?,
                None => remember(&app, key).await?,
            }
        }
        _ => {
            return Err(Failure::invalid(
                "Send {}, or publicKey, or publicKey with challenge and signature; identity goes with the first or \
                 the last of these.",
            ));
        }
    };
    Ok(Json(SessionAnswer::Token(holder.token(&app, origin)?)))
}

/// Ends a session: the token that comes with the request is void from now on, on every node.
#[utoipa::path(delete, path = "/v1/session", tag = "chat", security(("visitor" = [])),
    responses(
        (status = 204, description = "The token is void"),
    ))]
pub(in crate::http) async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<StatusCode, Failure> {
    let expires_at = time(visitor.expires_at).ok_or_else(Failure::unauthorized)?;
    // In a task of its own: open streams are told of it, whoever waits for it.
    let task = async move { app.store.revoke_token(&visitor.site, &visitor.token_id, expires_at).await };
    tokio::spawn(task.in_current_span()).await.map_err(Failure::internal)??;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom a token is made for.
struct Holder {
    id: String,
    kind: VisitorKind,
    /// The first Unix second of tokens that count: those of an erased visitor are void up to a second.
    from: u64,
}

impl Holder {
    /// A visitor of the moment.
    fn passing() -> Self {
        let id = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        Self { id, kind: VisitorKind::Ephemeral, from: 0 }
    }

    fn token(self, app: &App, origin: Option<String>) -> Result<SessionResponse, Failure> {
        let Self { id, kind, from } = self;
        let life = app.settings.access.token_life.as_secs();
        let iat = from.max(now());
        let jti = Uuid::new_v4().to_string();
        let claims = Claims { sub: id, kind, origin, site: SITE.to_owned(), iat, exp: iat + life, jti };
        let token =
            app.tokens.sign(&claims).ok_or_else(|| Failure::internal("a token could not be signed"))?;
        Ok(SessionResponse { token, expires_in: life, visitor: kind })
    }
}

fn read_key(text: &str) -> Result<VisitorKey, Failure> {
    VisitorKey::parse(text).ok_or_else(|| {
        Failure::invalid("publicKey must be base64url of an uncompressed P-256 point (65 bytes).")
    })
}

fn void_challenge() -> Failure {
    let detail = "The challenge is void or the signature is not the key's. Ask for a new challenge.";
    Failure::new(StatusCode::UNAUTHORIZED, code::UNAUTHORIZED, detail)
}

/// The signature is looked at before the challenge is used, so that nobody else can use up a visitor's challenge.
fn prove(
    app: &App,
    public_key: String,
    origin: &str,
    challenge: &str,
    signature: &str,
) -> Result<ProvenKey, Failure> {
    let key = read_key(&public_key)?;
    let checked = app.challenges.check(challenge, key.bytes(), origin, now()).ok_or_else(void_challenge)?;
    if !key.has_signed(&challenge_text(origin, challenge), signature) {
        return Err(void_challenge());
    }
    Ok(ProvenKey {
        visitor_id: key.visitor_id(),
        public_key,
        challenge_hash: checked.hash,
        challenge_void_at: time(checked.expires_at).ok_or_else(void_challenge)?,
    })
}

async fn remember(app: &App, key: ProvenKey) -> Result<Holder, Failure> {
    let from = app.store.prove(SITE, &key).await?.ok_or_else(void_challenge)?;
    Ok(Holder { id: key.visitor_id, kind: VisitorKind::Remembered, from })
}

/// Refusals are for the site's owner: the page's console and this backend's log show them.
fn verify(app: &App, identity: &str) -> Result<Identity, Failure> {
    let Some(identities) = &app.settings.identity.identities else {
        let detail = "This chat knows no signed-in users. If the site is yours: set CHAT_IDENTITY_KEYS, or don't call \
                      SiestaChat.identify.";
        return Err(Failure::invalid(detail).because("an identity came, and CHAT_IDENTITY_KEYS is not set"));
    };
    identities.verify(identity, now()).map_err(|refusal| refused(refusal.to_string()))
}

fn refused(detail: String) -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED, code::IDENTITY_INVALID, detail.clone()).because(detail)
}

async fn log_in(app: &App, identity: Identity, key: Option<ProvenKey>) -> Result<Holder, Failure> {
    let login = Login {
        site_id: SITE.to_owned(),
        user_id: identity.user_id(SITE),
        void_at: time(identity.void_at).ok_or_else(|| Failure::internal("an identity lives too long"))?,
        sub: identity.sub,
        jti: identity.jti,
        key,
    };
    let user_id = login.user_id.clone();
    // In a task of its own: open streams are told of what it moves, whoever waits for it.
    let store = app.store.clone();
    let task = async move { store.log_in(&login).await };
    match tokio::spawn(task.in_current_span()).await.map_err(Failure::internal)?? {
        LoggedIn::Yes { tokens_count_from: from } => {
            Ok(Holder { id: user_id, kind: VisitorKind::Identified, from })
        }
        LoggedIn::ChallengeUsed => Err(void_challenge()),
        LoggedIn::Replayed => Err(refused(
            "The identity's jti was used before, by another browser or without a key. Make a new token with a new jti \
             whenever the page asks for one."
                .to_owned(),
        )),
    }
}

/// A time in Unix seconds.
fn time(seconds: u64) -> Option<OffsetDateTime> {
    i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
}
