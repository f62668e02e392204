//! `GET /chat-widget.js` and `GET /v/{version}/{file}`: the widget, for any page.

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderValue, IF_NONE_MATCH, RETRY_AFTER, VARY,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::error::Problem;

use crate::bundle::{self, BundleFile};
use crate::problem::Failure;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The loader names the files of one version and pins their hashes: an old one would ask a new backend for files
/// that it doesn't have. So it is asked for again each time; its ETag makes that a short answer.
const LOADER_CACHE: &str = "public, no-cache";
/// A version's files never change.
const FILE_CACHE: &str = "public, max-age=31536000, immutable";

/// The loader: what a page's script tag names.
#[utoipa::path(get, path = "/chat-widget.js", tag = "pages", security(()),
    responses(
        (status = 200, description = "The script", body = String, content_type = "text/javascript"),
        (status = 304, description = "The page has this version"),
        (status = 503, description = "The backend was built without the widget", body = String, content_type = "text/plain"),
    ))]
pub(in crate::http) async fn get_loader(headers: HeaderMap) -> Response {
    serve(bundle::FILES, "chat-widget.js", &headers, LOADER_CACHE)
}

/// A file of the widget, of one version.
#[utoipa::path(get, path = "/v/{version}/{file}", tag = "pages", security(()),
    params(
        ("version" = String, Path, description = "The bundle's version"),
        ("file" = String, Path, description = "The file's name"),
    ),
    responses(
        (status = 200, description = "The file", content((String = "text/javascript"), (String = "text/css"), (Vec<u8> = "application/wasm"))),
        (status = 304, description = "The page has this file"),
        (status = 404, description = "There is no such file, or it is of another version", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The backend was built without the widget", body = String, content_type = "text/plain"),
    ))]
pub(in crate::http) async fn get_file(
    Path((version, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    serve(bundle::FILES, &format!("v/{version}/{file}"), &headers, FILE_CACHE)
}

fn serve(files: &[BundleFile], path: &str, request: &HeaderMap, cache: &'static str) -> Response {
    if files.is_empty() {
        return without_bundle();
    }
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return Failure::not_found().into_response();
    };
    let (encoding, bytes) = choose(file, request);
    let mut response = if is_known(file, request) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    headers.insert(ETAG, HeaderValue::from_static(file.etag));
    if let (Some(encoding), StatusCode::OK) = (encoding, response.status()) {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Says what to do, to whoever opens the script's address.
fn without_bundle() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (RESOURCE_POLICY, "cross-origin"),
        (RETRY_AFTER, "60"),
    ];
    let text = "This backend was built without the widget.\n\
                Run `cargo xtask build`, then build the backend again.\n";
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

/// The smallest form that the browser takes.
fn choose(file: &BundleFile, request: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    for (encoding, bytes) in [("br", file.brotli), ("gzip", file.gzip)] {
        if let Some(bytes) = bytes.filter(|_| accepts(request, encoding)) {
            return (Some(encoding), bytes);
        }
    }
    (None, file.raw)
}

/// RFC 9110 section 12.5.3, without weights other than a refusal.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn is_known(file: &BundleFile, request: &HeaderMap) -> bool {
    request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|tags| {
        tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.etag.trim_start_matches("W/"))
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[BundleFile] = &[
        BundleFile {
            path: "chat-widget.js",
            raw: b"raw",
            brotli: Some(b"br"),
            gzip: Some(b"gz"),
            etag: "W/\"abc\"",
        },
        BundleFile { path: "v/1/widget_bg.wasm", raw: b"wasm", brotli: None, gzip: None, etag: "W/\"def\"" },
    ];

    fn request(headers: &[(HeaderName, &'static str)]) -> HeaderMap {
        headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn the_smallest_form_that_the_browser_takes_is_sent() {
        let check = |accepted: &'static str, expected: Option<&str>| {
            let response =
                serve(FILES, "chat-widget.js", &request(&[(ACCEPT_ENCODING, accepted)]), LOADER_CACHE);
            let encoding =
                response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(encoding.as_deref(), expected, "{accepted}");
            assert_eq!(response.headers()[VARY], "accept-encoding");
        };
        check("gzip, deflate, br, zstd", Some("br"));
        check("gzip, br;q=0", Some("gzip"));
        check("gzip;q=0.5", Some("gzip"));
        check("identity", None);
        check("", None);
    }

    #[test]
    fn files_can_be_used_by_any_page_and_have_the_right_kind() {
        let response = serve(FILES, "v/1/widget_bg.wasm", &request(&[]), FILE_CACHE);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/wasm");
        assert_eq!(header("access-control-allow-origin"), "*");
        assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
        assert!(header("cache-control").contains("immutable"));
    }

    #[test]
    fn a_page_that_has_the_version_gets_no_body() {
        let known = request(&[(IF_NONE_MATCH, "\"x\", W/\"abc\""), (ACCEPT_ENCODING, "br")]);
        let response = serve(FILES, "chat-widget.js", &known, LOADER_CACHE);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(!response.headers().contains_key(CONTENT_ENCODING));
        let other = request(&[(IF_NONE_MATCH, "\"x\"")]);
        assert_eq!(serve(FILES, "chat-widget.js", &other, LOADER_CACHE).status(), StatusCode::OK);
    }

    #[test]
    fn other_names_are_unknown_and_a_missing_bundle_says_so() {
        let status = |files, path| serve(files, path, &request(&[]), FILE_CACHE).status();
        assert_eq!(status(FILES, "v/1/other.js"), StatusCode::NOT_FOUND);
        assert_eq!(status(FILES, "v/2/widget_bg.wasm"), StatusCode::NOT_FOUND);
        assert_eq!(status(&[], "chat-widget.js"), StatusCode::SERVICE_UNAVAILABLE);
    }
}
