//! Pages and files.

use reqwest::Method;

use crate::support::backend::{Backend, Transport};
use crate::support::vendor::Vendor;

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_page_allows_its_own_script_and_nothing_inline() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let response = backend.bare(Method::GET, "/chat").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self' 'wasm-unsafe-eval'"));
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    let page = response.text().await.unwrap();
    assert!(page.contains("<script src=\"/chat-widget.js\" async data-open"), "{page}");
    for inline in ["<style", "style=", "onload", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_is_for_any_page_or_says_how_to_build_it() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let request = backend.bare(Method::GET, "/chat-widget.js").header("origin", "https://anybody.example");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["cross-origin-resource-policy"], "cross-origin");
    if response.status() == 503 {
        assert!(response.text().await.unwrap().contains("cargo xtask build"));
        return;
    }
    assert_eq!(response.status(), 200);
    let etag = response.headers()["etag"].clone();
    let known = backend.bare(Method::GET, "/chat-widget.js").header("if-none-match", etag);
    assert_eq!(known.send().await.unwrap().status(), 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_serves_its_three_places_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("index.html", "<!doctype html>preview"),
        ("preview/inspector.js", "// inspector"),
        ("style/preview.css", "/* style */"),
        ("secret.toml", "secret"),
        ("src/lib.rs", "secret"),
    ] {
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let folder = root.path().to_owned();
    let backend = Backend::start_with(&Vendor::saying(&[]).await, Transport::Realtime, |settings| {
        settings.server.dev = true;
        settings.server.preview = Some(folder);
    })
    .await;
    let get = async |path: &str| {
        let response = backend.bare(Method::GET, path).send().await.unwrap();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        (response.status().as_u16(), kind)
    };
    assert_eq!(get("/").await, (200, "text/html; charset=utf-8".to_owned()));
    assert_eq!(get("/preview/inspector.js").await, (200, "text/javascript; charset=utf-8".to_owned()));
    assert_eq!(get("/style/preview.css").await, (200, "text/css; charset=utf-8".to_owned()));
    for path in [
        "/index.html",
        "/secret.toml",
        "/src/lib.rs",
        "/preview/..%2Fsecret.toml",
        "/preview/%2e%2e/secret.toml",
        "/preview/..%5Csecret.toml",
        "/style/%2Fetc%2Fpasswd",
        "/preview/",
        "/preview/nothing.js",
    ] {
        assert_eq!(get(path).await.0, 404, "{path}");
    }
}
