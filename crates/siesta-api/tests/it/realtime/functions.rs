//! Functions that the agent calls, the platform's own events, and going on after a cut.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, WebSocketUpgrade};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use siesta_api::realtime::{ClientEvent, OutputItem, ServerEvent, SiestaEvent, ToolOutcome};
use siesta_api::types::{CreateRealtimeSessionRequest, ToolDefinition};

use super::{close, connected, next, received, send};
use crate::support::{AGENT, CONVERSATION, TestServer};

fn call() -> Value {
    json!({"type": "function_call", "id": "item_1", "call_id": "call_1", "name": "show_map",
           "arguments": "{\"place\":\"Brno\"}"})
}

#[tokio::test]
async fn a_function_is_called_and_its_output_is_what_the_agent_goes_on_with() {
    let (_server, mut connection) = connected(async |mut socket| {
        let item = json!({"type": "response.output_item.done", "response_id": "r", "item": call()});
        send(&mut socket, item).await;
        let output = received(&mut socket).await;
        let expected =
            json!({"type": "function_call_output", "call_id": "call_1", "output": "{\"ok\":true}"});
        assert_eq!(output, json!({"type": "conversation.item.create", "item": expected}));
        assert_eq!(received(&mut socket).await, json!({"type": "response.create"}));
        send(&mut socket, json!({"type": "response.output_text.done", "text": "Here it is."})).await;
        close(socket, 1000).await;
    })
    .await;
    let ServerEvent::OutputItemDone(event) = next(&mut connection).await else { panic!() };
    let OutputItem::FunctionCall(call) = event.item else { panic!() };
    assert_eq!((call.name.as_str(), call.arguments.as_str()), ("show_map", r#"{"place":"Brno"}"#));
    connection.send(&ClientEvent::function_output(call.call_id, r#"{"ok":true}"#)).await.unwrap();
    connection.send(&ClientEvent::response_create()).await.unwrap();
    let ServerEvent::OutputTextDone(done) = next(&mut connection).await else { panic!() };
    assert_eq!(done.text, "Here it is.");
}

#[tokio::test]
async fn what_the_platform_does_itself_is_told_and_may_ask_for_consent() {
    let (_server, mut connection) = connected(async |mut socket| {
        let own = |kind: &str, rest: Value| {
            let mut event = json!({"type": kind, "response_id": "r", "id": "1", "name": "crm_search"});
            event.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            event
        };
        send(&mut socket, own("siesta.subagent.status", json!({"status": "started"}))).await;
        send(
            &mut socket,
            own("siesta.approval.requested", json!({"payloadHash": "h", "arguments": {"q": 1}})),
        )
        .await;
        let consent = received(&mut socket).await;
        let expected =
            json!({"type": "siesta.approval.resolve", "id": "1", "approved": true, "payloadHash": "h"});
        assert_eq!(consent, expected);
        send(&mut socket, own("siesta.tool.started", json!({}))).await;
        send(&mut socket, own("siesta.tool.completed", json!({"status": "succeeded", "output": "3 found"})))
            .await;
        close(socket, 1000).await;
    })
    .await;
    let mut kinds = Vec::new();
    while let Some(event) = connection.next().await {
        let ServerEvent::Siesta(event) = event.unwrap() else { panic!() };
        match event {
            SiestaEvent::SubagentStatus(event) => kinds.push(format!("sub-agent {}", event.status)),
            SiestaEvent::ApprovalRequested(request) => {
                assert_eq!(request.arguments.as_ref().unwrap()["q"], 1);
                connection.send(&ClientEvent::approval(&request, true)).await.unwrap();
                kinds.push("consent".to_owned());
            }
            SiestaEvent::ToolStarted(event) => kinds.push(format!("{} started", event.name)),
            SiestaEvent::ToolCompleted(event) => {
                assert_eq!(event.output.as_deref(), Some("3 found"));
                kinds.push(format!("{} ended: {}", event.name, event.status == ToolOutcome::Succeeded));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(kinds, ["sub-agent started", "consent", "crm_search started", "crm_search ended: true"]);
}

#[tokio::test]
async fn after_a_cut_a_new_session_of_the_same_conversation_takes_the_output_that_was_still_owed() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&asked);
    let create = post(async move |Path(_): Path<String>, Json(body): Json<Value>| {
        let mut asked = keep.lock().unwrap();
        asked.push(body);
        let session = format!("s-{}", asked.len());
        let path = format!("/socket?conversationId={CONVERSATION}&sessionId={session}");
        Json(json!({"sessionId": session, "conversationId": CONVERSATION, "webSocketPath": path}))
    });
    let socket = get(async |Query(query): Query<BTreeMap<String, String>>, upgrade: WebSocketUpgrade| {
        upgrade.on_upgrade(async move |mut socket| {
            if query["sessionId"] == "s-1" {
                let item = json!({"type": "response.output_item.done", "item": call()});
                // And gone, without taking leave.
                return send(&mut socket, item).await;
            }
            let output = received(&mut socket).await;
            assert_eq!(output["item"]["call_id"], "call_1");
            send(&mut socket, json!({"type": "response.output_text.done", "text": "Here it is."})).await;
            close(socket, 1000).await;
        })
    });
    let routes = Router::new().route("/api/v1/Agent/{id}/realtime-session", create).route("/socket", socket);
    let server = TestServer::start(routes).await;
    let client = server.client();

    let mut request = CreateRealtimeSessionRequest::new();
    request.tools = vec![ToolDefinition::function("show_map")];
    let mut connection = client.realtime().open(AGENT, request.clone()).await.unwrap();
    let ServerEvent::OutputItemDone(event) = next(&mut connection).await else { panic!() };
    let OutputItem::FunctionCall(call) = event.item else { panic!() };
    assert!(connection.next().await.unwrap().unwrap_err().is_retryable(), "the connection was cut");

    request.conversation_id = Some(connection.conversation_id());
    let mut connection = client.realtime().open(AGENT, request).await.unwrap();
    connection.send(&ClientEvent::function_output(call.call_id, "{}")).await.unwrap();
    let ServerEvent::OutputTextDone(done) = next(&mut connection).await else { panic!() };
    assert_eq!(done.text, "Here it is.");
    let tools = json!([{"type": "function", "name": "show_map"}]);
    let expected = [json!({"tools": tools}), json!({"conversationId": CONVERSATION, "tools": tools})];
    assert_eq!(*asked.lock().unwrap(), expected);
}
