//! What is refused, and how it says so.

use crate::support::{AGENT, KEY, ORGANIZATION, start};
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
async fn the_key_comes_before_everything() {
    let agent = start().await;
    for path in ["/api/v1/Agent", "/api/v1/Agent/nobody/response", "/api/v1/Agent/nobody/realtime-session"] {
        for method in [Method::GET, Method::POST] {
            if path == "/api/v1/Agent" || method == Method::POST {
                let missing = agent.bare_request(method.clone(), path).header("X-Org-Id", ORGANIZATION);
                check(missing.send().await.unwrap(), StatusCode::UNAUTHORIZED, "invalid_api_key").await;
                let wrong = agent.bare_request(method, path).header("X-Api-Key", "wrong");
                let wrong = wrong.header("X-Org-Id", ORGANIZATION).send().await.unwrap();
                check(wrong, StatusCode::UNAUTHORIZED, "invalid_api_key").await;
            }
        }
    }
}

#[tokio::test]
async fn another_organization_is_forbidden() {
    let agent = start().await;
    for organization in ["", "5e1a7a00-0000-4000-8000-0000000000ab", "x"] {
        let request = agent.bare_request(Method::GET, "/api/v1/Agent").header("X-Api-Key", KEY);
        let response = request.header("X-Org-Id", organization).send().await.unwrap();
        check(response, StatusCode::FORBIDDEN, "organization_forbidden").await;
    }
}

#[tokio::test]
async fn an_unknown_agent_is_not_found() {
    let agent = start().await;
    for id in ["5e1a7a00-0000-4000-8000-000000000002", "no-uuid"] {
        for operation in ["response", "realtime-session"] {
            let path = format!("/api/v1/Agent/{id}/{operation}");
            let response = agent.post(&path, &json!({"message": "hi"})).await;
            check(response, StatusCode::NOT_FOUND, "agent_not_found").await;
        }
    }
}

#[tokio::test]
async fn an_unknown_conversation_is_not_found() {
    let agent = start().await;
    for operation in ["response", "realtime-session"] {
        let body = json!({"message": "hi", "conversationId": "5e1a7a00-0000-4000-8000-0000000000cc"});
        let response = agent.post(&format!("/api/v1/Agent/{AGENT}/{operation}"), &body).await;
        check(response, StatusCode::NOT_FOUND, "conversation_not_found").await;
    }
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let agent = start().await;
    let file = "5e1a7a00-0000-4000-8000-0000000000ff";
    let respond = format!("/api/v1/Agent/{AGENT}/response");
    let session = format!("/api/v1/Agent/{AGENT}/realtime-session");
    for (path, body, expected) in [
        ("/api/v1/Agent", json!({}), vec!["name"]),
        ("/api/v1/Agent", json!({"name": 1, "description": 2}), vec!["name", "description"]),
        (&respond, json!({"message": ""}), vec!["message"]),
        (
            &respond,
            json!({"message": "hi", "conversationId": "x", "files": [file]}),
            vec!["conversationId", "files[0]"],
        ),
        (&respond, json!({"message": "hi", "context": [{"name": "a"}]}), vec!["context[0].value"]),
        (&respond, json!(["hi"]), vec![""]),
        (
            &session,
            json!({"tools": [{}], "conversationId": 1}),
            vec!["conversationId", "tools[0].type", "tools[0].name"],
        ),
    ] {
        let body = check(agent.post(path, &body).await, StatusCode::BAD_REQUEST, "invalid_request").await;
        assert_eq!(fields(&body), expected, "{body}");
    }
}

#[tokio::test]
async fn wrong_paging_is_named() {
    let agent = start().await;
    let response = agent.request(Method::GET, "/api/v1/Agent?Limit=0&Offset=-1").send().await.unwrap();
    let body = check(response, StatusCode::BAD_REQUEST, "invalid_request").await;
    assert_eq!(fields(&body), ["Limit", "Offset"]);
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
async fn a_body_over_256_kib_is_too_large_and_one_below_is_not() {
    let agent = start().await;
    let path = format!("/api/v1/Agent/{AGENT}/response");
    let body = |size: usize| {
        let frame = json!({"message": "hi", "filler": ""}).to_string().len();
        json!({"message": "hi", "filler": "x".repeat(size - frame)})
    };
    let limit = 256 * 1024;
    assert_eq!(agent.post(&path, &body(limit)).await.status(), StatusCode::OK);
    for size in [limit + 1, 2 * 1024 * 1024] {
        let response = agent.post(&path, &body(size)).await;
        check(response, StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large").await;
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_use_the_same_error_body() {
    let agent = start().await;
    let response = agent.request(Method::GET, "/api/v1/Task").send().await.unwrap();
    check(response, StatusCode::NOT_FOUND, "not_found").await;
    let response = agent.request(Method::DELETE, "/api/v1/Agent").send().await.unwrap();
    check(response, StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed").await;
}

#[tokio::test]
async fn an_answer_has_a_request_id_too() {
    let agent = start().await;
    let response = agent.request(Method::GET, "/api/v1/Agent").send().await.unwrap();
    assert!(response.headers().contains_key("X-Request-Id"));
}
