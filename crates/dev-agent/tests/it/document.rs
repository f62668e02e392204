//! The dev agent against the checked-in OpenAPI document that the client is written from. Neither
//! shares a type with the other; the document is where they have to meet.

use crate::support::{AGENT, DevAgent, start};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The document, with every object closed: a property that it does not name is a difference.
fn document() -> Value {
    let mut document =
        serde_json::from_str(include_str!("../../../siesta-api/openapi/assumed-v1.json")).unwrap();
    close(&mut document);
    document
}

fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("properties").is_some_and(Value::is_object) {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Checks a body against the schema that the document names for it.
fn check(document: &Value, operation: &str, status: &str, body: &Value) {
    let response = document.pointer(&format!("/paths/{operation}/responses/{status}")).unwrap();
    let response = match response.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    };
    let name = &response["content"]["application/json"]["schema"]["$ref"];
    let schema = json!({"$ref": name, "components": document["components"]});
    let validator = jsonschema::validator_for(&schema).unwrap();
    let differences: Vec<String> = validator.iter_errors(body).map(|error| error.to_string()).collect();
    assert_eq!(differences, Vec::<String>::new(), "{operation} {status}: {body}");
}

async fn call(agent: &DevAgent, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let response = agent.request(method, path).json(body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn every_response_is_as_the_document_says() {
    let (agent, document) = (start().await, document());
    let respond = format!("/api/v1/Agent/{AGENT}/response");
    let session = format!("/api/v1/Agent/{AGENT}/realtime-session");
    let question = json!({"message": "How do I embed the widget?"});
    for (method, path, operation, status, body) in [
        (Method::POST, "/api/v1/Agent", "~1api~1v1~1Agent/post", "201", json!({"name": "n"})),
        (Method::GET, "/api/v1/Agent", "~1api~1v1~1Agent/get", "200", json!({})),
        (Method::POST, &respond, "~1api~1v1~1Agent~1{agentId}~1response/post", "200", question),
        (Method::POST, &session, "~1api~1v1~1Agent~1{agentId}~1realtime-session/post", "201", json!({})),
    ] {
        let (found, answer) = call(&agent, method, path, &body).await;
        assert_eq!(found.as_str(), status, "{operation}: {answer}");
        check(&document, operation, status, &answer);
    }
    let (status, error) = call(&agent, Method::POST, "/api/v1/Agent", &json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    check(&document, "~1api~1v1~1Agent/post", "default", &error);
}

#[tokio::test]
async fn what_the_document_requires_is_refused_when_missing() {
    let (agent, document) = (start().await, document());
    for (path, schema) in [
        ("/api/v1/Agent".to_owned(), "CreateAgentRequest"),
        (format!("/api/v1/Agent/{AGENT}/response"), "CreateAgentResponseRequest"),
    ] {
        let required = &document["components"]["schemas"][schema]["required"];
        assert!(!required.as_array().unwrap().is_empty());
        let (status, error) = call(&agent, Method::POST, &path, &json!({})).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let named: Vec<&Value> = error["errors"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
        assert_eq!(named, required.as_array().unwrap().iter().collect::<Vec<_>>());
    }
}
