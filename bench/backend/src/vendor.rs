//! A fake platform: realtime sessions and their sockets. It answers with as many tokens as the message asks for, each
//! stamped right before it is written.

use std::time::Duration;

use anyhow::Result;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{Path, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::clock;
use crate::plan::Plan;

/// What it serves.
pub fn router() -> Router {
    Router::new()
        .route("/api/v1/Agent/{id}/realtime-session", post(create_session))
        .route("/api/v1/Agent/{id}/realtime", get(connect))
}

async fn create_session(Path(agent): Path<String>) -> Json<Value> {
    let (conversation, session) = (Uuid::new_v4(), Uuid::new_v4());
    let path = format!("/api/v1/Agent/{agent}/realtime?conversationId={conversation}&sessionId={session}");
    Json(json!({
        "sessionId": session, "conversationId": conversation, "webSocketPath": path, "model": "gpt-realtime-2",
    }))
}

async fn connect(upgrade: WebSocketUpgrade) -> Response {
    // Small buffers: there are thousands of these.
    let upgrade = upgrade.read_buffer_size(4096).write_buffer_size(0);
    upgrade.on_upgrade(|socket| async move {
        // Whoever asked may leave at any time.
        let _ = talk(socket).await;
    })
}

/// What a client sends, as far as it matters here.
#[derive(Deserialize)]
struct ClientEvent {
    r#type: String,
    #[serde(default)]
    item: Value,
}

async fn talk(mut socket: WebSocket) -> Result<()> {
    say(&mut socket, json!({ "type": "session.created", "session": { "type": "realtime" } })).await?;
    let mut plan = Plan::of_message("");
    while let Some(message) = socket.recv().await {
        let Message::Text(text) = message? else { continue };
        let event: ClientEvent = serde_json::from_str(&text)?;
        match event.r#type.as_str() {
            "conversation.item.create" => {
                plan = Plan::of_message(event.item["content"][0]["text"].as_str().unwrap_or_default());
            }
            "response.create" => answer(&mut socket, plan).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn answer(socket: &mut WebSocket, plan: Plan) -> Result<()> {
    let response = |status| json!({ "id": "resp_1", "status": status });
    say(socket, json!({ "type": "response.created", "response": response("in_progress") })).await?;
    let mut ticks = interval(Duration::from_micros(plan.interval_us.max(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sent = 0;
    while sent < plan.tokens {
        tokio::select! {
            biased;
            _ = ticks.tick() => {}
            message = socket.recv() => match message {
                None | Some(Err(_) | Ok(Message::Close(_))) => return Ok(()),
                Some(Ok(_)) => continue,
            },
        }
        sent += 1;
        // By hand and not by `json!`: the fake platform shares a core with the visitors.
        let token = clock::stamped_token();
        let delta = format!(
            r#"{{"type":"response.output_text.delta","event_id":"event_{sent}","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"{token}"}}"#
        );
        socket.send(Message::text(delta)).await?;
    }
    say(socket, json!({ "type": "response.output_text.done", "item_id": "item_1", "text": "" })).await?;
    say(socket, json!({ "type": "response.done", "response": response("completed") })).await
}

async fn say(socket: &mut WebSocket, event: Value) -> Result<()> {
    Ok(socket.send(Message::text(event.to_string())).await?)
}
