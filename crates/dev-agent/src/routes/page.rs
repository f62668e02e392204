//! `GET /`: a page to look at tasks, files and the audit log. It reads them through the API, with the
//! key that a person gives it.

use axum::http::{HeaderName, header};
use axum::response::IntoResponse;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// The page.
pub async fn overview() -> impl IntoResponse {
    asset("text/html; charset=utf-8", include_str!("page/overview.html"))
}

/// Its script.
pub async fn script() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("page/overview.js"))
}

/// Its style.
pub async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("page/overview.css"))
}

fn asset(kind: &'static str, text: &'static str) -> ([(HeaderName, &'static str); 4], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}
