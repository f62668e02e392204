//! File operations: upload and download, both streamed.

use super::body::{DRAIN_MAX, is_type, too_large, unsupported};
use super::extract::Id;
use crate::AppState;
use crate::error::ApiError;
use crate::fault::StreamFault;
use crate::files::Unfinished;
use crate::store::Origin;
use crate::wire::fields::FieldError;
use crate::wire::record::StoredFile;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use std::io;
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

const NAME_MAX: usize = 200;
const TYPE_DEFAULT: &str = "application/octet-stream";
/// How much is read from disk at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// `POST /api/v1/File`: one part named `file`, and no other, so that a typing mistake is told.
pub async fn upload(
    State(state): State<AppState>,
    origin: Origin,
    request: Request,
) -> Result<(StatusCode, Json<StoredFile>), ApiError> {
    if !is_type(request.headers(), "multipart/form-data") {
        return Err(unsupported("multipart/form-data"));
    }
    let unreadable = |text: String| ApiError::invalid(vec![FieldError::new("", text)]);
    let form = Multipart::from_request(request, &state).await;
    let mut form = form.map_err(|error| unreadable(error.body_text()))?;
    let id = Uuid::new_v4();
    let mut received: Option<(Unfinished, String, String, u64)> = None;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            let name = part.name().unwrap_or_default();
            return Err(ApiError::invalid(vec![FieldError::new(
                name,
                "is not known; the one part is `file`",
            )]));
        }
        if received.is_some() {
            return Err(ApiError::invalid(vec![FieldError::new("file", "must be sent once")]));
        }
        let name = name_of(part.file_name().unwrap_or("file"));
        let kind = part.content_type().unwrap_or(TYPE_DEFAULT).to_owned();
        let mut file = state.files().begin(id).await?;
        let size = store(part, &mut file, state.settings().file_limit_mib).await?;
        received = Some((file, name, kind, size));
    }
    let missing = || ApiError::invalid(vec![FieldError::new("file", "is required")]);
    let (file, name, kind, size) = received.ok_or_else(missing)?;
    file.keep().await?;
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    Ok((StatusCode::CREATED, Json(state.store().create_file(id, name, kind, size, &origin).await?)))
}

/// Writes a part to disk as it comes, and returns its size.
async fn store(mut part: Field<'_>, file: &mut Unfinished, limit_mib: u64) -> Result<u64, ApiError> {
    let limit = limit_mib.saturating_mul(1024 * 1024);
    let mut size = 0;
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        size += chunk.len() as u64;
        if size <= limit {
            file.file.write_all(&chunk).await?;
        } else if size > limit.saturating_add(DRAIN_MAX as u64) {
            break;
        }
    }
    if size > limit { Err(too_large(&format!("{limit_mib} MiB"))) } else { Ok(size) }
}

fn broken(error: MultipartError) -> ApiError {
    ApiError::invalid(vec![FieldError::new("", format!("can't be read: {}", error.body_text()))])
}

/// The last part of a path, without what no file name has.
fn name_of(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

/// `GET /api/v1/File/{id}`: always as an attachment, and never as anything that a browser would run.
pub async fn download(State(state): State<AppState>, Id(id): Id) -> Result<Response, ApiError> {
    let unknown = || ApiError::not_found("file_not_found", "file");
    let id = id.ok_or_else(unknown)?;
    let found = state.store().file(id).await?.ok_or_else(unknown)?;
    let file = tokio::fs::File::open(state.files().path(id)).await?;
    let content = ReaderStream::with_capacity(file, CHUNK);
    let fault = state.faults().stream(&format!("GET /api/v1/File/{id}"));
    let mut response = Body::from_stream(faulty(content, fault)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(TYPE_DEFAULT));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(found.size));
    if let Ok(value) = HeaderValue::from_str(&disposition(&found.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The stream as `--fault` wants it.
fn faulty(
    content: ReaderStream<tokio::fs::File>,
    fault: StreamFault,
) -> impl Stream<Item = io::Result<Bytes>> {
    let mut left = fault.cut_after;
    content.then(move |chunk| {
        let cut = left;
        if let (Some(left), Ok(chunk)) = (&mut left, &chunk) {
            *left = left.saturating_sub(chunk.len());
        }
        async move {
            if !fault.pause.is_zero() {
                tokio::time::sleep(fault.pause).await;
            }
            match (chunk, cut) {
                (Ok(_), Some(0)) => {
                    // What came before leaves first: the server sends when there is nothing to write.
                    tokio::task::yield_now().await;
                    Err(io::Error::other("--fault cut"))
                }
                (Ok(chunk), Some(cut)) if cut < chunk.len() => Ok(chunk.slice(..cut)),
                (chunk, _) => chunk,
            }
        }
    })
}

/// RFC 6266: the name once in ASCII, once in UTF-8.
fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii() && !c.is_ascii_control() && !matches!(c, '"' | '\\' | '%');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folders_and_is_never_empty() {
        for (path, name) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Temp\\a.txt", "a.txt"),
            ("a\r\nb.txt", "ab.txt"),
            ("folder/", "file"),
            ("", "file"),
        ] {
            assert_eq!(name_of(path), name);
        }
    }

    #[test]
    fn any_name_makes_a_header() {
        let header = disposition("Überblick \"1\".pdf");
        assert!(HeaderValue::from_str(&header).is_ok());
        let expected =
            "attachment; filename=\"_berblick _1_.pdf\"; filename*=UTF-8''%C3%9Cberblick%20%221%22.pdf";
        assert_eq!(header, expected);
    }
}
