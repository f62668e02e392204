//! Calls that the API refuses.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::routing::{any, post};
use axum::{Json, Router};
use serde_json::json;
use siesta_api::types::CreateAgentResponseRequest;
use siesta_api::{Error, RetryPolicy};

use crate::support::{AGENT, TestServer, config};

/// The error of asking an agent on a server that answers so.
async fn refused(status: u16, body: &'static str) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    let handler = post(move || async move { (status, [("x-request-id", "req-42")], body) });
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", handler)).await;
    let error = ask(&server).await;
    assert_eq!(server.seen().len(), 1, "a refused POST is not repeated");
    error
}

async fn ask(server: &TestServer) -> Error {
    server.client().agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.unwrap_err()
}

#[tokio::test]
async fn a_rejected_key_is_told_apart_from_a_missing_right_and_a_missing_agent() {
    for (status, unauthorized, not_found) in [(401, true, false), (403, true, false), (404, false, true)] {
        let error = refused(status, r#"{"code":"no","message":"No."}"#).await;
        assert_eq!(error.is_unauthorized(), unauthorized, "{status}");
        assert_eq!(error.is_not_found(), not_found, "{status}");
        assert!(!error.is_retryable() && !error.is_rate_limited(), "{status}");
        let api = error.api().unwrap();
        assert_eq!(api.status().as_u16(), status);
        assert_eq!((api.code(), api.message(), api.request_id()), (Some("no"), "No.", Some("req-42")));
    }
}

#[tokio::test]
async fn a_bad_request_names_its_wrong_fields() {
    let body =
        r#"{"code":"validation","message":"Bad.","errors":[{"field":"message","message":"too long"}]}"#;
    let error = refused(400, body).await;
    let fields = error.api().unwrap().field_errors();
    assert_eq!((fields[0].field.as_str(), fields[0].message.as_str()), ("message", "too long"));
    assert_eq!(
        error.to_string(),
        "create agent response: the API answered 400 Bad Request, code validation, about message, \
         request id req-42"
    );
}

#[tokio::test]
async fn a_failing_api_is_worth_another_try_by_the_caller() {
    let error = refused(500, "<html>oops</html>").await;
    assert!(error.is_retryable() && !error.is_unprocessed());
    assert_eq!(error.api().unwrap().message(), "");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = TestServer::start(Router::new().fallback(any(async || "never"))).await;
    let target = format!("{}/api/v1/Agent", elsewhere.url);
    let handler = post(move || async move { (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, target)]) });
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", handler)).await;

    let error = ask(&server).await;

    assert!(error.to_string().contains("check the base URL"), "{error}");
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn an_answer_in_another_form_is_named_without_its_content() {
    let answer = Json(json!({"conversationId": "secret-value", "messageId": "x", "response": "y"}));
    let handler = post(move || async move { answer });
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", handler)).await;

    let error = ask(&server).await;

    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("secret-value"));
}

#[tokio::test]
async fn a_rate_limit_beyond_the_deadline_is_the_callers_to_wait_for() {
    let handler = post(async || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "3600")]));
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", handler)).await;

    let error = ask(&server).await;

    assert!(error.is_rate_limited() && error.is_unprocessed());
    assert_eq!(error.retry_after().map(|delay| delay.as_secs()), Some(3600));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn nothing_is_repeated_when_repeating_is_off() {
    let handler = post(async || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")]));
    let server = TestServer::start(Router::new().route("/api/v1/Agent/{id}/response", handler)).await;
    let mut config = config(&server.url);
    config.retry = RetryPolicy::default();
    config.retry.max_retries = 0;
    let client = siesta_api::Client::new(config).unwrap();

    let error = client.agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.unwrap_err();

    assert!(error.is_rate_limited());
    assert_eq!(server.seen().len(), 1);
}
