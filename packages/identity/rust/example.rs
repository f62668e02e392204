//! With axum: `Router::new().route("/chat-token", get(chat_identity))`, below your own layer that signs users in.

use std::env;

use axum::Extension;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chat_identity::chat_identity_token;

/// What your layer puts into a request of somebody who is signed in.
#[derive(Clone)]
pub struct SignedIn {
    /// Your own id of the user.
    pub user_id: String,
}

/// A token for whoever is signed in, and for nobody else.
pub async fn chat_identity(user: Option<Extension<SignedIn>>) -> Response {
    let no_store = [(CACHE_CONTROL, "no-store")];
    let Some(Extension(user)) = user else {
        return (StatusCode::UNAUTHORIZED, no_store).into_response();
    };
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let token = chat_identity_token(
        &user.user_id,
        &variable("CHAT_IDENTITY_KEY_ID"),
        &variable("CHAT_IDENTITY_KEY"),
        &variable("CHAT_IDENTITY_AUDIENCE"),
    );
    match token {
        Ok(token) => (no_store, [(CONTENT_TYPE, "text/plain")], token).into_response(),
        Err(error) => {
            eprintln!("{error}");
            (StatusCode::INTERNAL_SERVER_ERROR, no_store).into_response()
        }
    }
}
