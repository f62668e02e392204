//! The preview page, for development: `index.html`, `preview/`, `style/` and `docs/` of one folder, and nothing
//! else. The docs are there because answers cite them.

use std::path::{Path as FilePath, PathBuf};

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::problem::Failure;

pub(in crate::http) async fn get_index(State(app): State<App>) -> Result<Response, Failure> {
    serve(&app, "", "index.html").await
}

pub(in crate::http) async fn get_preview(
    State(app): State<App>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    serve(&app, "preview", &path).await
}

pub(in crate::http) async fn get_style(
    State(app): State<App>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    serve(&app, "style", &path).await
}

pub(in crate::http) async fn get_docs(
    State(app): State<App>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    serve(&app, "docs", &path).await
}

async fn serve(app: &App, folder: &str, path: &str) -> Result<Response, Failure> {
    let root = app.settings.server.preview.as_deref().ok_or_else(Failure::not_found)?;
    let file = resolve(&root.join(folder), path).await.ok_or_else(Failure::not_found)?;
    let bytes = tokio::fs::read(&file).await.map_err(|_| Failure::not_found())?;
    let headers = [
        (CONTENT_TYPE, media_type(&file)),
        // The page plays the part of somebody's site: it is as free as one.
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'self'"),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    Ok((headers, bytes).into_response())
}

/// The file, if it really lies in the folder: by its name, and after links are followed.
async fn resolve(folder: &FilePath, path: &str) -> Option<PathBuf> {
    let plain = path
        .split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']));
    if !plain {
        return None;
    }
    let folder = tokio::fs::canonicalize(folder).await.ok()?;
    let file = tokio::fs::canonicalize(folder.join(path)).await.ok()?;
    (file.starts_with(&folder) && file.is_file()).then_some(file)
}

fn media_type(file: &FilePath) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_outside_the_folder_is_found() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("preview");
        std::fs::create_dir_all(folder.join("deep")).unwrap();
        std::fs::write(folder.join("deep/page.html"), "page").unwrap();
        std::fs::write(folder.join(".hidden"), "hidden").unwrap();
        std::fs::write(root.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(root.path().join("secret"), folder.join("link")).unwrap();

        assert!(resolve(&folder, "deep/page.html").await.is_some());
        for path in [
            "../secret",
            "deep/../../secret",
            "/etc/passwd",
            "deep",
            "deep//page.html",
            ".hidden",
            "link",
            "",
            "a\0b",
        ] {
            assert_eq!(resolve(&folder, path).await, None, "{path:?}");
        }
    }
}
