//! The key is sent and never shown, whatever the server does with it.

use std::error::Error as _;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{CloseFrame, Message};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use siesta_api::types::{
    CreateAgentRequest, CreateAgentResponseRequest, ListAgentsRequest, RealtimeSession, UpdateTaskRequest,
};
use siesta_api::{Client, Error, UploadFileRequest};

use crate::support::{AGENT, CONVERSATION, KEY, TestServer, captured_log, client, config};

const SESSION: &str = "SESSION-CANARY-51c0";

/// A server that echoes the key wherever it can.
fn echoing() -> Router {
    let key = |headers: &HeaderMap| headers["x-api-key"].to_str().unwrap().to_owned();
    let refuse = move |headers: HeaderMap| async move {
        let key = key(&headers);
        let error = json!({
            "code": key, "message": format!("bad key {key}"), "errors": [{"field": key, "message": key}],
        });
        (StatusCode::UNAUTHORIZED, [("x-request-id", key)], Json(error))
    };
    let garble = move |headers: HeaderMap| async move { format!(r#"{{"id":"{}"}}"#, key(&headers)) };
    let page = move |headers: HeaderMap| async move {
        Json(json!({"items": [{"id": AGENT, "name": key(&headers)}], "totalCount": 1}))
    };
    let stored = move |headers: HeaderMap, body: Bytes| async move {
        assert!(!body.is_empty());
        Json(json!({"id": AGENT, "name": key(&headers), "contentType": key(&headers)}))
    };
    let file = move |headers: HeaderMap| async move {
        let disposition = format!("attachment; filename=\"{}\"", key(&headers));
        ([("content-disposition", disposition), ("content-type", key(&headers))], "content")
    };
    let socket = move |headers: HeaderMap, upgrade: WebSocketUpgrade| async move {
        let key = key(&headers);
        upgrade.on_upgrade(async move |mut socket| {
            for text in [json!({"type": "error", "error": {"message": key}}).to_string(), key.clone()] {
                socket.send(Message::Text(text.into())).await.unwrap();
            }
            let close = CloseFrame { code: 1011, reason: key.into() };
            socket.send(Message::Close(Some(close))).await.unwrap();
        })
    };
    Router::new()
        .route("/api/v1/Agent", get(page).post(garble))
        .route("/api/v1/Agent/{id}/response", post(refuse))
        .route("/api/v1/Task/{id}", get(refuse).put(refuse))
        .route("/api/v1/File", post(stored))
        .route("/api/v1/File/{id}", get(file))
        .route("/refused", get(refuse))
        .route("/socket", get(socket))
}

fn session(path: &str) -> RealtimeSession {
    RealtimeSession::new(SESSION, CONVERSATION, format!("{path}?sessionId={SESSION}"))
}

/// An error in every form in which it may be printed.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    if let Some(api) = error.api() {
        text +=
            &format!("{:?} {} {:?} {:?}", api.code(), api.message(), api.request_id(), api.field_errors());
    }
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn the_key_is_in_no_error_event_debug_text_or_log_line() {
    let server = TestServer::start(echoing()).await;
    let mut config = config(&server.url);
    config.connect_timeout = Duration::from_secs(5);
    let mut shown = format!("{config:?} {config:#?}");
    let client = Client::new(config).unwrap();
    shown += &format!("{client:?} {:?} {:?}", client.agents(), client.realtime());

    let page = client.agents().list(ListAgentsRequest::new()).await.unwrap();
    assert_eq!(page.items[0].name, "[redacted]");
    shown += &format!("{page:?}");
    let refused = client.agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.unwrap_err();
    assert_eq!(refused.api().unwrap().message(), "bad key [redacted]");
    shown += &printed(&refused);
    let stored = client.files().upload(UploadFileRequest::new("x", vec![1])).await.unwrap();
    assert_eq!(stored.name, "[redacted]");
    let file = client.files().download(AGENT).await.unwrap();
    assert_eq!((file.name(), file.content_type()), (Some("[redacted]"), Some("[redacted]")));
    shown += &format!("{stored:?} {file:?} {:?} {:?}", client.files(), client.tasks());
    shown += &printed(&client.tasks().get(AGENT).await.unwrap_err());
    shown += &printed(&client.tasks().update(AGENT, UpdateTaskRequest::new()).await.unwrap_err());
    shown += &printed(&client.agents().create(CreateAgentRequest::new("x")).await.unwrap_err());
    shown += &printed(&client.realtime().connect(&session("/refused")).await.unwrap_err());

    let session = session("/socket");
    shown += &format!("{session:?}");
    let mut connection = client.realtime().connect(&session).await.unwrap();
    shown += &format!("{connection:?}");
    let mut outcomes = 0;
    while let Some(event) = connection.next().await {
        outcomes += 1;
        shown += &match event {
            Ok(event) => format!("{event:?}"),
            Err(error) => printed(&error),
        };
    }
    assert_eq!(outcomes, 3, "an event, a malformed one, and the close");
    assert!(server.seen().iter().all(|seen| seen.headers["x-api-key"] == KEY), "the key was sent");

    // The WebSocket library writes whole frames at trace level, the server's too. The handshake, which carries
    // the key, is not among them.
    let log = captured_log();
    let log: String = log.lines().filter(|line| !line.contains(" tungstenite::protocol")).collect();
    assert!(log.contains("Siesta call answered"), "this crate's log is captured");
    assert!(log.contains("starting new connection"), "the HTTP client's log is captured");
    for secret in [KEY, SESSION] {
        assert!(!shown.contains(secret), "{shown}");
        assert!(!log.contains(secret), "{secret} was logged");
    }
}

#[tokio::test]
async fn a_session_id_is_not_in_the_error_of_a_connection_that_fails() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    drop(listener);
    let error = client.realtime().connect(&session("/socket")).await.unwrap_err();
    assert!(error.source().is_some(), "the cause is there");
    assert!(!printed(&error).contains(SESSION), "{}", printed(&error));
}
