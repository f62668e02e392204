//! The layer around those that may refuse a request: names it, writes the body of a failure, and logs one line.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

use crate::problem::Failure;

/// The header that names a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names a request in answer and log. Ours alone: a caller's would let it forge the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

pub(super) async fn identify(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = Uuid::now_v7().to_string();
    let method = known_method(request.method());
    // The pattern and not the path: ids are for the places that need them.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));

    let span = tracing::info_span!("request", request_id = id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let failure = name(&mut response, &id);

    let _in_span = span.enter();
    let status = response.status().as_u16();
    let elapsed_ms = started.elapsed().as_millis() as u64;
    let route = route.as_deref().unwrap_or("none");
    let code = failure.as_ref().map(Failure::code);
    let cause = failure.as_ref().and_then(Failure::cause);
    if status >= 500 {
        tracing::error!(method, route, status, elapsed_ms, code, cause, "request failed");
    } else {
        tracing::info!(method, route, status, elapsed_ms, code, cause, "request");
    }
    response
}

/// Names an answer that has come about without a request's name.
pub(super) fn finish(mut response: Response) -> Response {
    name(&mut response, &Uuid::now_v7().to_string());
    response
}

/// Any word can be a method; only the usual ones are repeated.
fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    known.into_iter().find(|known| method == known).unwrap_or("other")
}

/// Gives the answer its name, and a failure its body.
fn name(response: &mut Response, id: &str) -> Option<Failure> {
    let failure = response.extensions_mut().remove::<Failure>();
    if let Some(failure) = &failure {
        write_problem(response, failure, id);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    failure
}

fn write_problem(response: &mut Response, failure: &Failure, id: &str) {
    let body = serde_json::to_vec(&failure.problem(id)).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(contract::error::CONTENT_TYPE));
    if let Some(seconds) = failure.retry_after() {
        headers.insert(RETRY_AFTER, seconds.into());
    }
}
