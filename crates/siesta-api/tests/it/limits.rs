//! Servers that take too long or say too much.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::{get, post};
use futures_util::stream;
use siesta_api::types::{CreateAgentResponseRequest, ListAgentsRequest};
use siesta_api::{Client, Error, MAX_BODY_BYTES};

use crate::support::{AGENT, TestServer, config};

#[tokio::test]
async fn an_agent_that_never_answers_meets_the_deadline() {
    let never = post(std::future::pending::<Response>);
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", never)).await;
    let mut config = config(&server.url);
    config.request_deadline = Duration::from_millis(200);
    let client = Client::new(config).unwrap();

    let error = client.agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.unwrap_err();

    assert!(error.is_timeout() && !error.is_unprocessed(), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_body_that_never_ends_meets_the_deadline() {
    let endless = get(async || {
        let drip = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some((Ok::<_, std::io::Error>(" "), ()))
        });
        Body::from_stream(drip)
    });
    let server = TestServer::start(Router::new().route("/api/v1/Agent", endless)).await;
    let mut config = config(&server.url);
    config.request_deadline = Duration::from_millis(200);
    let client = Client::new(config).unwrap();

    let error = client.agents().list(ListAgentsRequest::new()).await.unwrap_err();

    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit_whether_or_not_its_length_is_told() {
    let announced = get(async || " ".repeat(MAX_BODY_BYTES + 1));
    let streamed = get(async || {
        let chunks = (0..=MAX_BODY_BYTES / 1024).map(|_| Ok::<_, std::io::Error>(" ".repeat(1024)));
        Body::from_stream(stream::iter(chunks))
    });
    for handler in [announced, streamed] {
        let server = TestServer::start(Router::new().route("/api/v1/Agent", handler)).await;
        let error = server.client().agents().list(ListAgentsRequest::new()).await.unwrap_err();
        assert!(matches!(error, Error::BodyTooLarge { limit: MAX_BODY_BYTES, .. }), "{error:?}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_read() {
    const PAGE: &str = r#"{"items":[],"totalCount":0}"#;
    let full = get(async || format!("{PAGE}{}", " ".repeat(MAX_BODY_BYTES - PAGE.len())));
    let server = TestServer::start(Router::new().route("/api/v1/Agent", full)).await;
    server.client().agents().list(ListAgentsRequest::new()).await.unwrap();
}

#[tokio::test]
async fn a_refusal_with_too_long_a_body_keeps_its_status() {
    let handler = get(async || (axum::http::StatusCode::FORBIDDEN, " ".repeat(MAX_BODY_BYTES + 1)));
    let server = TestServer::start(Router::new().route("/api/v1/Agent", handler)).await;
    let error = server.client().agents().list(ListAgentsRequest::new()).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error:?}");
}
