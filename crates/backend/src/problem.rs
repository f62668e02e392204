//! The one error of the HTTP edge.
//!
//! A handler returns a [`Failure`]: what the caller may know, and apart from it the cause, which only the log
//! sees. The layer that names the request makes the body of it, because only there the request's id is known.
//!
//! Which to use: [`Failure::invalid`] for what the caller can mend, [`Failure::not_found`] for unknown and
//! foreign ids alike, [`Failure::store`] for the database, [`Failure::internal`] for our own faults.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contract::error::{Problem, code};

use crate::store::StoreError;

/// A request that was not served.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    retry_after: Option<u64>,
    cause: Option<String>,
}

impl Failure {
    /// Any status and code. `detail` says what happened and what to do next.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into(), retry_after: None, cause: None }
    }

    /// 400: body or parameters are malformed.
    pub fn invalid(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code::INVALID_REQUEST, detail)
    }

    /// 401: no token, or a void one.
    pub fn unauthorized() -> Self {
        let detail = "Send a valid visitor token: Authorization: Bearer, from POST /v1/session.";
        Self::new(StatusCode::UNAUTHORIZED, code::UNAUTHORIZED, detail)
    }

    /// 404, in the same words for what does not exist and for what is somebody else's.
    pub fn not_found() -> Self {
        let detail = "There is nothing here under this address for you.";
        Self::new(StatusCode::NOT_FOUND, code::NOT_FOUND, detail)
    }

    /// 429: the caller has asked enough for now.
    pub fn rate_limited(seconds: u64) -> Self {
        let detail = format!("This chat is asked too often just now. Try again in {seconds} s.");
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, code::RATE_LIMITED, detail);
        failure.retry_after = Some(seconds);
        failure
    }

    /// 503: the database failed.
    pub fn store(error: StoreError) -> Self {
        let detail = "The conversation can't be read or written just now. Try again in a moment.";
        let mut failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, code::STORE_UNAVAILABLE, detail);
        failure.retry_after = Some(2);
        failure.because(error)
    }

    /// 500: our own fault.
    pub fn internal(cause: impl ToString) -> Self {
        let detail = "Something failed on our side. Try again; if it stays, report the request id.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code::INTERNAL, detail).because(cause)
    }

    /// Adds what the log should know. Never a secret, never a visitor's words.
    pub fn because(mut self, cause: impl ToString) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// One of [`contract::error::code`].
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// For the log.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// Seconds to wait before trying again.
    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The body for the caller.
    pub fn problem(&self, request_id: &str) -> Problem {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut problem =
            Problem::new(self.status.as_u16(), title, self.code, self.detail.clone(), request_id);
        problem.retry_after = self.retry_after;
        problem
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::store(error)
    }
}

/// Carries the failure outward; [`crate::http::middleware`] writes the body.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
