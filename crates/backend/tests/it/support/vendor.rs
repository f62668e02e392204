//! A stand-in for the agent platform: real HTTP and a real WebSocket, on a script.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// The conversation that the platform opens when none is named.
pub const CONVERSATION: &str = "5e1a7a00-0000-4000-8000-00000000c0de";

/// What the platform does after `response.create`.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends an event.
    Say(Value),
    /// Waits for [`Vendor::release`], or for a cancellation, which ends the answer.
    Hold,
    /// Waits for [`Vendor::release`] and does not listen meanwhile.
    Deaf,
    /// Takes its time.
    Pause(Duration),
    /// Drops the connection.
    Cut,
}

/// An HTTP answer instead of the usual one.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Value,
}

impl Reply {
    /// A refusal whose words must not come through.
    pub fn refusal(status: u16) -> Self {
        let body = json!({ "code": "code", "message": "CANARY vendor words", "requestId": "vendor-request" });
        Self { status, retry_after: None, body }
    }

    fn into_response(self) -> Response {
        let mut response = (StatusCode::from_u16(self.status).unwrap(), Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        response
    }
}

/// What the platform will do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Answers to the next calls of `realtime-session`; then sessions are given.
    pub sessions: VecDeque<Reply>,
    /// Answers to the next WebSocket handshakes; then they succeed.
    pub connects: VecDeque<Reply>,
    /// What it does for the next answers.
    pub next: VecDeque<Vec<Step>>,
    /// What it does for every other answer.
    pub steps: Vec<Step>,
    /// Answers to the next calls of `response`; then 500.
    pub answers: VecDeque<Reply>,
}

impl Plan {
    /// Every answer is "Hel", and "lo" once it is released.
    pub fn held() -> Self {
        Self { steps: vec![delta("Hel"), Step::Hold, delta("lo"), done("completed")], ..Self::default() }
    }
}

/// What the platform was asked.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Headers of every call.
    pub headers: Vec<HeaderMap>,
    /// Bodies of `realtime-session`.
    pub sessions: Vec<Value>,
    /// Events on all sockets.
    pub events: Vec<Value>,
    /// Bodies of `response`.
    pub requests: Vec<Value>,
}

#[derive(Default)]
struct Shared {
    plan: Mutex<Plan>,
    seen: Mutex<Seen>,
    release: Notify,
}

/// A running stand-in.
pub struct Vendor {
    pub url: String,
    shared: Arc<Shared>,
}

impl Vendor {
    /// Starts it on a free port.
    pub async fn start(plan: Plan) -> Self {
        let shared = Arc::new(Shared { plan: Mutex::new(plan), ..Default::default() });
        let router = Router::new()
            .route("/api/v1/Agent/{id}/realtime-session", post(create_session))
            .route("/api/v1/Agent/{id}/realtime", get(connect))
            .route("/api/v1/Agent/{id}/response", post(respond))
            .with_state(shared.clone());
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared }
    }

    /// A platform that streams these pieces.
    pub async fn saying(pieces: &[&str]) -> Self {
        Self::start(Plan { steps: answer(pieces), ..Plan::default() }).await
    }

    /// What it will do from now on.
    pub fn plan(&self, plan: Plan) {
        *self.shared.plan.lock().unwrap() = plan;
    }

    /// Ends one `Hold` or `Deaf`, also a coming one.
    pub fn release(&self) {
        self.shared.release.notify_one();
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Seen {
        self.shared.seen.lock().unwrap().clone()
    }
}

/// A delta of the answer.
pub fn delta(text: &str) -> Step {
    Step::Say(json!({ "type": "response.output_text.delta", "event_id": "e", "response_id": "x",
        "item_id": "i", "output_index": 0, "content_index": 0, "delta": text }))
}

/// The end of the answer.
pub fn done(status: &str) -> Step {
    Step::Say(
        json!({ "type": "response.done", "event_id": "e", "response": { "id": "x", "status": status } }),
    )
}

/// A whole answer with a source.
pub fn answer(pieces: &[&str]) -> Vec<Step> {
    let mut steps = vec![
        Step::Say(json!({ "type": "response.created", "response": { "id": "x", "status": "in_progress" } })),
        Step::Say(json!({ "type": "siesta.citations", "response_id": "x", "citations": [
            { "number": 1, "title": "Guide", "url": "https://docs.example/guide#a", "snippet": "words" }] })),
    ];
    steps.extend(pieces.iter().map(|piece| delta(piece)));
    steps.push(done("completed"));
    steps
}

/// An answer that calls functions: the platform's id, the name and the arguments of each.
pub fn calls(calls: &[(&str, &str, &str)]) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, (call_id, name, arguments)) in calls.iter().enumerate() {
        let place = json!({ "response_id": "x", "item_id": format!("f-{index}"), "output_index": index });
        let mut event = |kind: &str, more: Value| {
            let mut event = place.clone();
            event["type"] = kind.into();
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            steps.push(Step::Say(event));
        };
        let item = |status: &str, arguments: &str| {
            json!({ "item": { "id": format!("f-{index}"), "type": "function_call", "status": status,
                "call_id": call_id, "name": name, "arguments": arguments } })
        };
        event("response.output_item.added", item("in_progress", ""));
        event("response.function_call_arguments.delta", json!({ "call_id": call_id, "delta": arguments }));
        event("response.function_call_arguments.done", json!({ "call_id": call_id, "arguments": arguments }));
        event("response.output_item.done", item("completed", arguments));
    }
    steps.push(done("completed"));
    steps
}

async fn create_session(
    State(shared): State<Arc<Shared>>,
    Path(agent): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut seen = shared.seen.lock().unwrap();
    seen.headers.push(headers);
    seen.sessions.push(body.clone());
    if let Some(reply) = shared.plan.lock().unwrap().sessions.pop_front() {
        return reply.into_response();
    }
    let conversation = body["conversationId"].as_str().unwrap_or(CONVERSATION).to_owned();
    let session = format!("session-{}", seen.sessions.len());
    let path = format!("/api/v1/Agent/{agent}/realtime?conversationId={conversation}&sessionId={session}");
    let body = json!({ "sessionId": session, "conversationId": conversation, "webSocketPath": path,
        "expiresAt": "2099-01-01T00:00:00Z", "model": "gpt-realtime-2" });
    (StatusCode::CREATED, Json(body)).into_response()
}

async fn connect(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    shared.seen.lock().unwrap().headers.push(headers);
    if let Some(reply) = shared.plan.lock().unwrap().connects.pop_front() {
        return reply.into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        // The backend may leave at any moment.
        let _ = converse(&shared, socket).await;
    })
}

async fn converse(shared: &Shared, mut socket: WebSocket) -> Option<()> {
    say(&mut socket, &json!({ "type": "session.created", "session": { "id": "s", "model": "m" } })).await?;
    loop {
        let event = hear(shared, &mut socket).await?;
        if event["type"] == "response.create" {
            respond_to(shared, &mut socket).await?;
        } else {
            say(&mut socket, &json!({ "type": "conversation.item.created", "item": event["item"] })).await?;
        }
    }
}

async fn respond_to(shared: &Shared, socket: &mut WebSocket) -> Option<()> {
    let steps = {
        let mut plan = shared.plan.lock().unwrap();
        plan.next.pop_front().unwrap_or_else(|| plan.steps.clone())
    };
    for step in steps {
        match step {
            Step::Say(event) => say(socket, &event).await?,
            Step::Pause(time) => tokio::time::sleep(time).await,
            Step::Cut => return None,
            Step::Deaf => shared.release.notified().await,
            Step::Hold => {
                tokio::select! {
                    () = shared.release.notified() => {}
                    event = hear(shared, socket) => {
                        if event?["type"] == "response.cancel" {
                            let Step::Say(event) = done("cancelled") else { unreachable!("it says something") };
                            return say(socket, &event).await;
                        }
                    }
                }
            }
        }
    }
    Some(())
}

async fn hear(shared: &Shared, socket: &mut WebSocket) -> Option<Value> {
    loop {
        if let Message::Text(text) = socket.recv().await?.ok()? {
            let event: Value = serde_json::from_str(&text).unwrap();
            shared.seen.lock().unwrap().events.push(event.clone());
            return Some(event);
        }
    }
}

async fn say(socket: &mut WebSocket, event: &Value) -> Option<()> {
    socket.send(Message::text(event.to_string())).await.ok()
}

async fn respond(State(shared): State<Arc<Shared>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    {
        let mut seen = shared.seen.lock().unwrap();
        seen.headers.push(headers);
        seen.requests.push(body);
    }
    let reply = shared.plan.lock().unwrap().answers.pop_front();
    reply.unwrap_or_else(|| Reply::refusal(500)).into_response()
}
