//! Which pages may call `/v1`: one check for all of it, and CORS (Fetch standard, section 3.2).
//!
//! This is no authentication, since anything but a browser sends what it likes: tokens are asked for in any
//! case. It keeps other people's pages from using this backend through their visitors' browsers.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::error::code;

use crate::app::App;
use crate::origin::is_web_origin;
use crate::problem::Failure;

/// The allowed origin of the page that calls. Absent for clients that are no pages, and for a page's own
/// backend, which browsers don't tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOrigin(pub String);

pub(super) async fn check(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/v1/") {
        return next.run(request).await;
    }
    let mut response = match named_origin(request.headers()) {
        None => next.run(request).await,
        Some(origin) => match origin.to_str() {
            Ok(text) if app.origins.allows(text) => {
                let origin = origin.clone();
                let mut response = if is_preflight(&request) {
                    preflight()
                } else {
                    request.extensions_mut().insert(PageOrigin(text_of(&origin)));
                    next.run(request).await
                };
                let headers = response.headers_mut();
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                headers.insert(
                    ACCESS_CONTROL_EXPOSE_HEADERS,
                    HeaderValue::from_static("x-request-id, retry-after"),
                );
                response
            }
            text => refuse(&app, text.unwrap_or_default()),
        },
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    response
}

/// The header's value; a second one makes it none that could be allowed.
fn named_origin(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all(ORIGIN).iter();
    let first = values.next()?.clone();
    Some(if values.next().is_some() { HeaderValue::from_static("") } else { first })
}

fn text_of(origin: &HeaderValue) -> String {
    origin.to_str().unwrap_or_default().to_owned()
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PATCH, DELETE"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type, idempotency-key, last-event-id"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

/// Tells the owner what to do: in the page's console each time, in the log once for each origin.
///
/// Any page may read this one answer: it holds nothing but what the page itself has sent, and without the
/// header the browser would keep the remedy from the person who needs it.
fn refuse(app: &App, origin: &str) -> Response {
    let detail = if is_web_origin(origin) {
        if app.strangers.is_new(origin) {
            tracing::warn!(
                origin,
                remedy = format!("add {origin} to CHAT_ALLOWED_ORIGINS if the page is yours"),
                "pages of a foreign origin are refused"
            );
        }
        format!(
            "Pages of {origin} may not use this chat. If the page is yours: Add {origin} to CHAT_ALLOWED_ORIGINS."
        )
    } else {
        if app.strangers.is_new("") {
            tracing::warn!(
                remedy = "serve them from a web address, and add that to CHAT_ALLOWED_ORIGINS",
                "pages without an origin of their own are refused"
            );
        }
        "The page has no origin of its own (a file, or a sandboxed frame). Serve it from a web address, and add \
         that to CHAT_ALLOWED_ORIGINS."
            .to_owned()
    };
    let mut response = Failure::new(StatusCode::FORBIDDEN, code::ORIGIN_NOT_ALLOWED, detail).into_response();
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
