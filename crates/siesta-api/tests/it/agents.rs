//! What holds for every call, shown with agents.

use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use siesta_api::types::{CreateAgentResponseRequest, ListAgentsRequest};
use uuid::Uuid;

use crate::support::{AGENT, TestServer, answer_json};

#[tokio::test]
async fn a_bare_listing_has_no_query() {
    let page = json!({"items": [], "totalCount": 0});
    let server = TestServer::start(Router::new().route("/api/v1/Agent", get(async || Json(page)))).await;
    server.client().agents().list(ListAgentsRequest::new()).await.unwrap();
    assert_eq!(server.seen()[0].uri, "/api/v1/Agent");
}

#[tokio::test]
async fn a_base_url_with_a_path_is_a_prefix_of_every_request() {
    let route = "/gateway/api/v1/Agent/{id}/response";
    let handler = post(|Path(_): Path<Uuid>| async { Json(answer_json()) });
    let server = TestServer::start(Router::new().route(route, handler)).await;
    for prefix in ["/gateway", "/gateway/"] {
        let client = crate::support::client(&format!("{}{prefix}", server.url));
        client.agents().respond(AGENT, CreateAgentResponseRequest::new("Hi")).await.unwrap();
    }
}
