//! Files up and down, as streams.

mod large;

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::json;
use siesta_api::{Client, Error, FileContent, TransportKind, UploadFileRequest};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::support::{TestServer, config, raw_server, read_request};

const NAME: &str = "notes.txt";

/// A server that answers each upload by its length on the wire.
async fn storing() -> TestServer {
    let store = post(async |request: Request| {
        let is_chunked = request.headers().contains_key("transfer-encoding");
        match axum::body::to_bytes(request.into_body(), usize::MAX).await {
            Ok(body) => {
                Json(json!({"id": Uuid::nil(), "name": NAME, "size": body.len(), "isChunked": is_chunked}))
                    .into_response()
            }
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    });
    TestServer::start(Router::new().route("/api/v1/File", store)).await
}

async fn upload(client: &Client, content: FileContent) -> Result<siesta_api::types::StoredFile, Error> {
    client.files().upload(UploadFileRequest::new(NAME, content)).await
}

fn pieces(pieces: &'static [&'static str]) -> impl stream::Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter(pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))))
}

#[tokio::test]
async fn a_reader_and_a_stream_are_sent_with_their_length_or_in_chunks() {
    let server = storing().await;
    let client = server.client();
    let of_bytes = upload(&client, FileContent::bytes("one two")).await.unwrap();
    let of_reader = upload(&client, FileContent::reader(&b"one two"[..]).with_length(7)).await.unwrap();
    let of_stream = upload(&client, FileContent::stream(pieces(&["one ", "two"]))).await.unwrap();
    assert_eq!(of_reader.size, of_bytes.size);
    assert_eq!(of_stream.size, of_bytes.size);
    let chunked = [&of_bytes, &of_reader, &of_stream].map(|file| file.extra["isChunked"].as_bool().unwrap());
    assert_eq!(chunked, [false, false, true]);
}

#[tokio::test]
async fn content_of_another_length_than_was_told_is_not_sent_as_if_it_were_whole() {
    let server = storing().await;
    for (told, words) in [(8, "ended after 7 of 8 bytes"), (6, "longer than the 6 bytes")] {
        let content = FileContent::stream(pieces(&["one ", "two"])).with_length(told);
        let error = upload(&server.client(), content).await.unwrap_err();
        assert!(matches!(error, Error::Content { .. }), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_reader_that_fails_is_told_in_its_own_words() {
    let server = storing().await;
    let broken = stream::iter([Ok(Bytes::from("one")), Err(io::Error::other("the disk is gone"))]);
    let error = upload(&server.client(), FileContent::stream(broken)).await.unwrap_err();
    assert_eq!(error.to_string(), "upload file: this side of the transfer failed: the disk is gone");
}

#[tokio::test]
async fn a_content_type_that_is_none_is_refused_before_anything_is_sent() {
    let server = storing().await;
    let mut request = UploadFileRequest::new(NAME, Vec::new());
    request.content_type = Some("no type\r\nx: y".to_owned());
    let error = server.client().files().upload(request).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_upload_is_repeated_only_while_its_content_can_be_had_again() {
    let busy = || async {
        let calls = Arc::new(AtomicUsize::new(0));
        let store = post(async move |body: Bytes| {
            assert!(!body.is_empty());
            match calls.fetch_add(1, Ordering::SeqCst) {
                0 => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")]).into_response(),
                _ => Json(json!({"id": Uuid::nil(), "name": NAME})).into_response(),
            }
        });
        TestServer::start(Router::new().route("/api/v1/File", store)).await
    };
    let server = busy().await;
    upload(&server.client(), FileContent::bytes("one two")).await.unwrap();
    assert_eq!(server.seen().len(), 2);

    let server = busy().await;
    let error = upload(&server.client(), FileContent::stream(pieces(&["one"]))).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_upload_that_stands_still_is_given_up() {
    let url = raw_server(|_, mut socket| async move {
        read_request(&mut socket).await;
        std::future::pending::<()>().await;
    })
    .await;
    let mut config = config(&url);
    config.transfer_idle = Duration::from_millis(300);
    let client = Client::new(config).unwrap();
    let endless = stream::repeat_with(|| Ok(Bytes::from(vec![0; 1 << 16])));
    let error = upload(&client, FileContent::stream(endless)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn an_upload_whose_answer_never_comes_meets_the_deadline() {
    let never = post(async |_: Bytes| std::future::pending::<StatusCode>().await);
    let server = TestServer::start(Router::new().route("/api/v1/File", never)).await;
    let mut config = config(&server.url);
    config.request_deadline = Duration::from_millis(200);
    let client = Client::new(config).unwrap();
    let error = upload(&client, FileContent::bytes("one")).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(server.seen().len() <= 1, "it is not repeated");
}

/// The outcome of reading a download from a server that answers so.
async fn downloaded(answer: &'static str) -> (Vec<u8>, Option<Error>) {
    let url = raw_server(move |_, mut socket| async move {
        read_request(&mut socket).await;
        socket.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let mut file = crate::support::client(&url).files().download(Uuid::nil()).await.unwrap();
    let mut content = Vec::new();
    let mut failure = None;
    while let Some(bytes) = file.next().await {
        match bytes {
            Ok(bytes) => content.extend_from_slice(&bytes),
            Err(error) => failure = Some(error),
        }
    }
    (content, failure)
}

#[tokio::test]
async fn a_download_that_is_cut_is_an_error_and_never_a_shorter_file() {
    let (content, failure) = downloaded("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwhole").await;
    assert!(content == b"whole" && failure.is_none());
    for cut in [
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ] {
        let (content, failure) = downloaded(cut).await;
        assert_eq!(content, b"half");
        let failure = failure.unwrap();
        assert!(matches!(failure, Error::Transport { kind: TransportKind::Interrupted, .. }), "{failure:?}");
    }
}

#[tokio::test]
async fn a_download_is_asked_for_again_until_it_begins() {
    let calls = Arc::new(AtomicUsize::new(0));
    let file = get(async move || match calls.fetch_add(1, Ordering::SeqCst) {
        0 => StatusCode::BAD_GATEWAY.into_response(),
        _ => "content".into_response(),
    });
    let server = TestServer::start(Router::new().route("/api/v1/File/{id}", file)).await;
    let file = server.client().files().download(Uuid::nil()).await.unwrap();
    assert_eq!(file.write_to(&mut tokio::io::sink()).await.unwrap(), 7);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_download_that_stands_still_is_given_up() {
    let begun = get(async || {
        let endless = stream::once(async { Ok::<_, Infallible>("begun") }).chain(stream::pending());
        Body::from_stream(endless)
    });
    let server = TestServer::start(Router::new().route("/api/v1/File/{id}", begun)).await;
    let mut config = config(&server.url);
    config.transfer_idle = Duration::from_millis(200);
    let file = Client::new(config).unwrap().files().download(Uuid::nil()).await.unwrap();
    let error = file.write_to(&mut tokio::io::sink()).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_as_every_refusal() {
    let missing = get(async || (StatusCode::NOT_FOUND, r#"{"code":"file_not_found","message":"No."}"#));
    let server = TestServer::start(Router::new().route("/api/v1/File/{id}", missing)).await;
    let error = server.client().files().download(Uuid::nil()).await.unwrap_err();
    assert_eq!(error.api().unwrap().code(), Some("file_not_found"));
}
