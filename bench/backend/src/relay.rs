//! The floor: a bare axum relay of the platform's tokens as AG-UI. It keeps nothing, checks nobody and resumes nothing.

use std::convert::Infallible;

use anyhow::Result;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

#[derive(Clone)]
struct Relay {
    http: reqwest::Client,
    vendor: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    thread_id: String,
    run_id: String,
    messages: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    web_socket_path: String,
}

/// What the platform says, as far as it matters here.
#[derive(Deserialize)]
struct Said<'a> {
    r#type: &'a str,
    #[serde(default)]
    delta: &'a str,
}

/// The event that matters: one for each token.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    r#type: &'a str,
    message_id: &'a str,
    delta: &'a str,
}

/// What it serves.
pub fn router(vendor: String) -> Result<Router> {
    // Fails when there is one, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    Ok(Router::new().route("/run", post(run)).with_state(Relay { http, vendor }))
}

async fn run(State(relay): State<Relay>, Json(input): Json<Input>) -> Response {
    let events = async_stream::stream! {
        let Input { thread_id, run_id, .. } = &input;
        yield event(&json!({ "type": "RUN_STARTED", "threadId": thread_id, "runId": run_id }));
        let mut socket = match connect(&relay, &input).await {
            Ok(socket) => socket,
            Err(error) => {
                yield event(&json!({ "type": "RUN_ERROR", "message": error.to_string() }));
                return;
            }
        };
        yield event(&json!({ "type": "TEXT_MESSAGE_START", "messageId": "m1", "role": "assistant" }));
        while let Some(message) = socket.next().await {
            let Ok(Message::Text(text)) = message else { continue };
            let Ok(said) = serde_json::from_str::<Said>(&text) else { continue };
            match said.r#type {
                "response.output_text.delta" => {
                    let r#type = "TEXT_MESSAGE_CONTENT";
                    yield event(&Content { r#type, message_id: "m1", delta: said.delta });
                }
                "response.done" => break,
                _ => {}
            }
        }
        yield event(&json!({ "type": "TEXT_MESSAGE_END", "messageId": "m1" }));
        yield event(&json!({ "type": "RUN_FINISHED", "threadId": thread_id, "runId": run_id }));
    };
    Sse::new(events).into_response()
}

fn event(body: &impl Serialize) -> Result<Event, Infallible> {
    Ok(Event::default().json_data(body).unwrap_or_default())
}

async fn connect(relay: &Relay, input: &Input) -> Result<WebSocketStream<TcpStream>> {
    let url = format!("http://{}/api/v1/Agent/a/realtime-session", relay.vendor);
    let answer = relay.http.post(url).json(&json!({})).send().await?.error_for_status()?;
    let session: Session = answer.json().await?;
    let stream = TcpStream::connect(&relay.vendor).await?;
    stream.set_nodelay(true)?;
    // The library's own choice is 128 KiB a socket.
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
    let url = format!("ws://{}{}", relay.vendor, session.web_socket_path);
    let (mut socket, _) = client_async_with_config(url, stream, Some(config)).await?;
    let text = input.messages.last().and_then(|message| message["content"].as_str()).unwrap_or_default();
    let content = json!([{ "type": "input_text", "text": text }]);
    let item = json!({ "type": "message", "role": "user", "content": content });
    let words = json!({ "type": "conversation.item.create", "item": item });
    socket.send(Message::text(words.to_string())).await?;
    socket.send(Message::text(r#"{"type":"response.create"}"#)).await?;
    Ok(socket)
}
