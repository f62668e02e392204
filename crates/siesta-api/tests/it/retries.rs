//! Calls that succeed after they were repeated, and calls that must not be repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use siesta_api::types::{CreateAgentResponseRequest, ListAgentsRequest};
use siesta_api::{Client, Error, TransportKind};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::support::{AGENT, TestServer, answer_json, client, config, raw_server, read_request};

/// Fails so the first time, and answers the second time.
fn once(first: impl IntoResponse + Clone + Send + Sync + 'static) -> Router {
    let calls = Arc::new(AtomicUsize::new(0));
    let turn = move || calls.fetch_add(1, Ordering::SeqCst);
    let (turn_of_get, first_of_get) = (turn.clone(), first.clone());
    let page = json!({"items": [], "totalCount": 0});
    let list = get(move || async move { respond(turn_of_get(), first_of_get, page) });
    let answer = post(move || async move { respond(turn(), first, answer_json()) });
    Router::new().route("/api/v1/Agent", list).route("/api/v1/Agent/{id}/response", answer)
}

fn respond(turn: usize, first: impl IntoResponse, then: serde_json::Value) -> Response {
    if turn == 0 { first.into_response() } else { Json(then).into_response() }
}

async fn ask(client: &Client) -> Result<(), Error> {
    client.agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.map(drop)
}

async fn list(client: &Client) -> Result<(), Error> {
    client.agents().list(ListAgentsRequest::new()).await.map(drop)
}

#[tokio::test]
async fn a_message_is_repeated_after_a_limit_that_names_its_end() {
    for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE] {
        for retry_after in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            let server = TestServer::start(once((status, [("retry-after", retry_after)]))).await;
            ask(&server.client()).await.unwrap();
            assert_eq!(server.seen().len(), 2, "{status} {retry_after}");
        }
    }
}

#[tokio::test]
async fn a_message_is_not_repeated_when_the_api_may_have_processed_it() {
    for status in [429, 500, 502, 503, 504] {
        let server = TestServer::start(once(StatusCode::from_u16(status).unwrap())).await;
        let error = ask(&server.client()).await.unwrap_err();
        assert_eq!(error.api().unwrap().status().as_u16(), status);
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_reading_call_is_repeated_after_any_passing_failure() {
    for status in [408, 429, 500, 502, 503, 504] {
        let server = TestServer::start(once(StatusCode::from_u16(status).unwrap())).await;
        list(&server.client()).await.unwrap();
        assert_eq!(server.seen().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn repeating_ends_with_its_budget() {
    let always = get(async || StatusCode::BAD_GATEWAY);
    let server = TestServer::start(Router::new().route("/api/v1/Agent", always)).await;
    let error = list(&server.client()).await.unwrap_err();
    assert_eq!(error.api().unwrap().status(), StatusCode::BAD_GATEWAY);
    assert_eq!(server.seen().len(), 3, "one call and two repetitions");
}

#[tokio::test]
async fn a_refused_connection_is_no_processed_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = ask(&client(&url)).await.unwrap_err();
    assert!(matches!(error, Error::Transport { kind: TransportKind::Connect, .. }), "{error:?}");
    assert!(error.is_unprocessed() && error.is_retryable());
}

#[tokio::test]
async fn a_message_is_repeated_until_the_api_is_up() {
    // An address of this test's own, so that no other test can take the port meanwhile.
    let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut config = config(&format!("http://{address}"));
    config.retry.max_retries = u32::MAX;
    config.retry.max_delay = Duration::from_millis(20);
    let client = Client::new(config).unwrap();

    let asking = tokio::spawn(async move { ask(&client).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!asking.is_finished(), "it waits for the API");
    let listener = TcpListener::bind(address).await.unwrap();
    let server = TestServer::on(listener, once(Json(answer_json())));

    asking.await.unwrap().unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_cut_midway_is_asked_for_again_only_by_a_reading_call() {
    let cut_first = |number: usize, mut socket: tokio::net::TcpStream| async move {
        read_request(&mut socket).await;
        let body = r#"{"items":[],"totalCount":0}"#;
        let length = if number == 0 { body.len() + 1 } else { body.len() };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
        socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    };
    list(&client(&raw_server(cut_first).await)).await.unwrap();

    let error = ask(&client(&raw_server(cut_first).await)).await.unwrap_err();
    assert!(matches!(error, Error::Transport { kind: TransportKind::Interrupted, .. }), "{error:?}");
    assert!(error.is_retryable() && !error.is_unprocessed());
}
