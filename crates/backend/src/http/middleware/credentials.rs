//! Refuses the agent platform's credentials from outside: they belong to this backend alone, and a page that
//! sends them has been given what it must not have.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Failure;

const FOREIGN: [&str; 2] = ["x-api-key", "x-org-id"];

pub(super) async fn refuse(request: Request, next: Next) -> Response {
    match FOREIGN.iter().find(|name| request.headers().contains_key(**name)) {
        None => next.run(request).await,
        Some(name) => Failure::invalid(format!(
            "The header {name} is not taken here. Keep the platform's key out of the page: the backend alone uses it."
        ))
        .into_response(),
    }
}
