//! `GET /chat`: the chat as a page of its own, for links, and for pages that can't embed it.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;

const PAGE: &str = include_str!("chat/page.html");

/// Only what the widget needs: its own files, its own backend, WebAssembly.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
     style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The chat as a page of its own.
#[utoipa::path(get, path = "/chat", tag = "pages", security(()),
    responses((status = 200, description = "The page", body = String, content_type = "text/html")))]
pub(in crate::http) async fn get_chat() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, PAGE)
}
