//! The Agent operations when all goes well.

use std::sync::{Arc, Mutex};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use siesta_api::types::{
    ContextEntry, CreateAgentRequest, CreateAgentResponseRequest, CreateRealtimeSessionRequest,
    ListAgentsRequest, ToolDefinition,
};
use uuid::Uuid;

use crate::support::{AGENT, CONVERSATION, KEY, ORGANIZATION, TestServer, agent_json, answer_json};

/// A server that keeps the one body it is sent, and answers with `status` and `answer`.
async fn answering(route: &str, status: StatusCode, answer: Value) -> (TestServer, Arc<Mutex<Value>>) {
    let received = Arc::new(Mutex::new(Value::Null));
    let keep = Arc::clone(&received);
    let handler = post(move |Json(body): Json<Value>| async move {
        *keep.lock().unwrap() = body;
        (status, Json(answer))
    });
    (TestServer::start(Router::new().route(route, handler)).await, received)
}

#[tokio::test]
async fn listing_sends_the_paging_that_was_set_and_reads_the_page() {
    let page = json!({"items": [agent_json()], "totalCount": 7, "nextCursor": "kept"});
    let server = TestServer::start(Router::new().route("/api/v1/Agent", get(async || Json(page)))).await;

    let mut request = ListAgentsRequest::new();
    request.limit = Some(20);
    request.offset = Some(40);
    request.search = Some("billing & more".to_owned());
    let page = server.client().agents().list(request).await.unwrap();

    assert_eq!((page.items[0].id, page.items[0].name.as_str()), (AGENT, "Helper"));
    assert_eq!(page.total_count, 7);
    assert_eq!(page.extra["nextCursor"], "kept");
    let seen = &server.seen()[0];
    assert_eq!(seen.uri.query(), Some("Limit=20&Offset=40&Search=billing+%26+more"));
    assert_eq!(seen.headers["x-api-key"], KEY);
    assert_eq!(seen.headers["x-org-id"], ORGANIZATION);
}

#[tokio::test]
async fn a_bare_listing_has_no_query() {
    let page = json!({"items": [], "totalCount": 0});
    let server = TestServer::start(Router::new().route("/api/v1/Agent", get(async || Json(page)))).await;
    server.client().agents().list(ListAgentsRequest::new()).await.unwrap();
    assert_eq!(server.seen()[0].uri, "/api/v1/Agent");
}

#[tokio::test]
async fn creating_sends_the_agent_and_reads_it_back() {
    let (server, received) = answering("/api/v1/Agent", StatusCode::CREATED, agent_json()).await;
    let mut request = CreateAgentRequest::new("Helper");
    request.instructions = Some("Help.".to_owned());
    request.extra.insert("workspaceId".to_owned(), json!("w"));

    let agent = server.client().agents().create(request).await.unwrap();

    assert_eq!(agent.id, AGENT);
    let expected = json!({"name": "Helper", "instructions": "Help.", "workspaceId": "w"});
    assert_eq!(*received.lock().unwrap(), expected);
}

#[tokio::test]
async fn responding_sends_the_whole_turn_and_reads_the_answer_with_its_citations() {
    let mut answer = answer_json();
    answer["citations"] = json!([{"title": "Guide", "url": "https://example.com/guide", "snippet": "…"}]);
    let (server, received) = answering("/api/v1/Agent/{id}/response", StatusCode::OK, answer).await;
    let mut request = CreateAgentResponseRequest::new("Hi");
    request.conversation_id = Some(CONVERSATION);
    request.files = vec![Uuid::nil()];
    request.context = vec![ContextEntry::new("page", "Prices")];
    request.instructions = Some("Briefly.".to_owned());

    let answer = server.client().agents().respond(AGENT, request).await.unwrap();

    assert_eq!((answer.conversation_id, answer.response.as_str()), (CONVERSATION, "Hello."));
    assert_eq!(answer.citations[0].title, "Guide");
    assert_eq!(server.seen()[0].uri.path(), format!("/api/v1/Agent/{AGENT}/response"));
    let expected = json!({
        "message": "Hi", "conversationId": CONVERSATION, "files": [Uuid::nil()],
        "context": [{"name": "page", "value": "Prices"}], "instructions": "Briefly.",
    });
    assert_eq!(*received.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_realtime_session_is_created_with_its_tools() {
    let session = json!({
        "sessionId": "s-1", "conversationId": CONVERSATION, "webSocketPath": "/api/v1/x?sessionId=s-1",
        "expiresAt": "2026-01-02T03:04:05.678Z", "model": "gpt-realtime-2",
    });
    let (server, received) =
        answering("/api/v1/Agent/{id}/realtime-session", StatusCode::CREATED, session).await;
    let mut request = CreateRealtimeSessionRequest::new();
    request.tools = vec![ToolDefinition::function("show_map")];

    let session = server.client().agents().create_realtime_session(AGENT, request).await.unwrap();

    assert_eq!((session.session_id.as_str(), session.model.as_deref()), ("s-1", Some("gpt-realtime-2")));
    assert_eq!(session.expires_at.unwrap().millisecond(), 678);
    assert_eq!(*received.lock().unwrap(), json!({"tools": [{"type": "function", "name": "show_map"}]}));
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
