//! What is refused, and how it says so.

use crate::support::{AGENT, start};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// Checks status, code, the vendor's body and the request id; returns the body.
async fn check(response: Response, status: StatusCode, code: &str) -> Value {
    assert_eq!(response.status(), status);
    let id = response.headers()["X-Request-Id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["requestId"], id);
    assert!(!body["message"].as_str().unwrap().is_empty());
    body
}

fn fields(body: &Value) -> Vec<&str> {
    body["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let agent = start().await;
    let respond = format!("/api/v1/Agent/{AGENT}/response");
    let session = format!("/api/v1/Agent/{AGENT}/realtime-session");
    for (path, body, expected) in [
        ("/api/v1/Agent", json!({}), vec!["name"]),
        ("/api/v1/Agent", json!({"name": 1, "description": 2}), vec!["name", "description"]),
        (&respond, json!({"message": ""}), vec!["message"]),
        (
            &respond,
            json!({"message": "hi", "conversationId": "x", "files": ["y"]}),
            vec!["conversationId", "files[0]"],
        ),
        (&respond, json!({"message": "hi", "context": [{"name": "a"}]}), vec!["context[0].value"]),
        (&respond, json!(["hi"]), vec![""]),
        (
            &session,
            json!({"tools": [{}], "conversationId": 1}),
            vec!["conversationId", "tools[0].type", "tools[0].name"],
        ),
        (
            "/api/v1/Task",
            json!({"workspaceId": "x", "title": " ", "status": "late", "owner": 1}),
            vec!["workspaceId", "title", "status", "owner"],
        ),
        (
            "/api/v1/DataSourceCollection",
            json!({"name": "x".repeat(201), "sources": [{"fileId": 1, "url": 2}, 3]}),
            vec!["name", "sources[0].fileId", "sources[0].url", "sources[1]"],
        ),
    ] {
        let body = check(agent.post(path, &body).await, StatusCode::BAD_REQUEST, "invalid_request").await;
        assert_eq!(fields(&body), expected, "{body}");
    }
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let agent = start().await;
    for (path, expected) in [
        ("Agent?Limit=0&Offset=-1", vec!["Limit", "Offset"]),
        ("Task?Status=late&SortBy=size&WorkspaceId=7", vec!["WorkspaceId", "Status", "SortBy"]),
        ("Workspace?Limit=1&Limit=2", vec!["Limit"]),
        ("AuditLog?EntityType=Key&From=now&CorrelationId=", vec!["EntityType", "CorrelationId", "From"]),
    ] {
        let response = agent.request(Method::GET, &format!("/api/v1/{path}")).send().await.unwrap();
        let body = check(response, StatusCode::BAD_REQUEST, "invalid_request").await;
        assert_eq!(fields(&body), expected);
    }
}

#[tokio::test]
async fn broken_json_and_other_types_are_refused() {
    let agent = start().await;
    let path = format!("/api/v1/Agent/{AGENT}/response");
    let post = |kind: &str, body: &'static str| {
        agent.request(Method::POST, &path).header("Content-Type", kind).body(body).send()
    };
    let broken = post("application/json", "{\"message\": ").await.unwrap();
    check(broken, StatusCode::BAD_REQUEST, "invalid_request").await;
    let form = post("text/plain", "{\"message\": \"hi\"}").await.unwrap();
    check(form, StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type").await;
}

#[tokio::test]
async fn a_body_over_1_mib_is_too_large_and_one_below_is_not() {
    let agent = start().await;
    let path = format!("/api/v1/Agent/{AGENT}/response");
    let body = |size: usize| {
        let frame = json!({"message": "hi", "filler": ""}).to_string().len();
        json!({"message": "hi", "filler": "x".repeat(size - frame)})
    };
    let limit = 1024 * 1024;
    assert_eq!(agent.post(&path, &body(limit)).await.status(), StatusCode::OK);
    for size in [limit + 1, 2 * 1024 * 1024] {
        let response = agent.post(&path, &body(size)).await;
        check(response, StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large").await;
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_use_the_same_error_body() {
    let agent = start().await;
    let response = agent.request(Method::GET, "/api/v1/Nothing").send().await.unwrap();
    check(response, StatusCode::NOT_FOUND, "not_found").await;
    let response = agent.request(Method::DELETE, "/api/v1/Agent").send().await.unwrap();
    assert_eq!(response.headers()["Allow"], "GET,HEAD,POST");
    check(response, StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed").await;
}

#[tokio::test]
async fn an_answer_has_a_request_id_too() {
    let agent = start().await;
    let response = agent.request(Method::GET, "/api/v1/Agent").send().await.unwrap();
    assert!(response.headers().contains_key("X-Request-Id"));
}
