//! Every request the client can send is an operation of the document, and the other way round.

use std::collections::BTreeSet;

use axum::extract::WebSocketUpgrade;
use axum::http::Uri;
use axum::http::header::UPGRADE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use siesta_api::types::{
    CreateAgentRequest, CreateAgentResponseRequest, CreateRealtimeSessionRequest, ListAgentsRequest,
};

use crate::support::{AGENT, CONVERSATION, Seen, TestServer, agent_json, answer_json};

fn server() -> Router {
    let path = format!("/api/v1/Agent/{AGENT}/realtime?conversationId={CONVERSATION}&sessionId=s-1");
    let session = json!({"sessionId": "s-1", "conversationId": CONVERSATION, "webSocketPath": path});
    Router::new()
        .route("/api/v1/Agent", get(async || Json(json!({"items": [], "totalCount": 0}))))
        .route("/api/v1/Agent", post(async || Json(agent_json())))
        .route("/api/v1/Agent/{id}/response", post(async || Json(answer_json())))
        .route("/api/v1/Agent/{id}/realtime-session", post(async || Json(session)))
        .route(
            "/api/v1/Agent/{id}/realtime",
            get(async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(async |_| ()).into_response()),
        )
}

#[tokio::test]
async fn the_client_and_the_document_have_the_same_operations() {
    let server = TestServer::start(server()).await;
    let client = server.client();
    let mut listing = ListAgentsRequest::new();
    listing.limit = Some(1);
    listing.offset = Some(0);
    listing.search = Some("x".to_owned());
    client.agents().list(listing).await.unwrap();
    client.agents().create(CreateAgentRequest::new("x")).await.unwrap();
    client.agents().respond(AGENT, CreateAgentResponseRequest::new("x")).await.unwrap();
    let session = CreateRealtimeSessionRequest::new();
    let session = client.agents().create_realtime_session(AGENT, session).await.unwrap();
    client.realtime().connect(&session).await.unwrap();

    let document: Value = serde_json::from_str(siesta_api::openapi::ASSUMED_V1).unwrap();
    let sent: BTreeSet<_> = server.seen().iter().map(operation).collect();
    assert_eq!(sent, documented(&document));

    let headers = document["components"]["securitySchemes"].as_object().unwrap();
    for seen in server.seen() {
        for scheme in headers.values() {
            let name = scheme["name"].as_str().unwrap();
            assert!(seen.headers.contains_key(name), "{name} on {}", seen.uri);
        }
        assert_eq!(seen.headers.contains_key(UPGRADE), seen.uri.path().ends_with("/realtime"));
    }
}

/// `method path-template names-of-query`.
fn operation(seen: &Seen) -> String {
    let template = seen.uri.path().replace(&AGENT.to_string(), "{agentId}");
    format!("{} {template} {:?}", seen.method.as_str().to_lowercase(), query_names(&seen.uri))
}

fn query_names(uri: &Uri) -> BTreeSet<String> {
    let pairs = uri.query().into_iter().flat_map(|query| query.split('&'));
    pairs.map(|pair| pair.split('=').next().unwrap().to_owned()).collect()
}

fn documented(document: &Value) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|parameter| parameter["in"] == "query");
            let names: BTreeSet<_> = query.map(|parameter| parameter["name"].as_str().unwrap()).collect();
            operations.insert(format!("{method} {path} {names:?}"));
        }
    }
    operations
}
