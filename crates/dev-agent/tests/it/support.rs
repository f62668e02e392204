//! Starts a dev agent on a free port over a folder of its own, and talks to it.

use clap::Parser;
use dev_agent::{AppState, Server, Settings, StartError};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{Error, Message, handshake};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

pub const KEY: &str = "dev-key-never-for-production";
pub const ORGANIZATION: &str = "5e1a7a00-0000-4000-8000-0000000000aa";
pub const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";

/// The sample documentation.
pub const EMBEDDING: &str = include_str!("../data/embedding.md");
pub const OPERATIONS: &str = include_str!("../data/operations.md");
pub const THEMING: &str = include_str!("../data/theming.md");

/// A running dev agent.
pub struct DevAgent {
    pub url: String,
    pub state: AppState,
    pub folder: TempDir,
    http: Client,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), StartError>>,
}

/// Starts over the sample documentation.
pub async fn start() -> DevAgent {
    start_with(&[]).await
}

/// Starts over the sample documentation, with more options.
pub async fn start_with(options: &[&str]) -> DevAgent {
    let files = [("embedding.md", EMBEDDING), ("operations.md", OPERATIONS), ("theming.md", THEMING)];
    start_over(&files, options).await
}

/// Starts over a folder with these files.
pub async fn start_over(files: &[(&str, &str)], options: &[&str]) -> DevAgent {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let knowledge = folder.path().to_str().unwrap();
    let arguments = ["siesta-dev-agent", "--listen", "127.0.0.1:0", "--knowledge", knowledge];
    let settings = Settings::parse_from(arguments.iter().chain(options));
    let server = Server::bind(settings).await.unwrap();
    let (url, state) = (server.url(), server.state());
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(server.run(async {
        stopped.await.ok();
    }));
    DevAgent { url, state, folder, http: http_client(), stop, server }
}

/// A client for plain HTTP on loopback.
pub fn http_client() -> Client {
    // Fails when another test of this process was faster, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

impl DevAgent {
    /// Stops it as a signal would, and waits for its end.
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.server.await.unwrap().unwrap();
    }

    pub fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        Path::join(self.folder.path(), name)
    }

    /// A request with the right headers.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare_request(method, path).header("X-Api-Key", KEY).header("X-Org-Id", ORGANIZATION)
    }

    pub fn bare_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.unwrap()
    }

    /// Asks over the External API.
    pub async fn respond(&self, body: Value) -> Value {
        let response = self.post(&format!("/api/v1/Agent/{AGENT}/response"), &body).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    /// Asks one question in a conversation of its own.
    pub async fn ask(&self, message: &str) -> Value {
        self.respond(json!({ "message": message })).await
    }

    /// Asks one question and returns the text of the answer.
    pub async fn answer(&self, message: &str) -> String {
        text(&self.ask(message).await["response"])
    }

    pub async fn create_session(&self, body: &Value) -> Value {
        let response = self.post(&format!("/api/v1/Agent/{AGENT}/realtime-session"), body).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        response.json().await.unwrap()
    }

    pub async fn connect(&self, session: &Value) -> Result<Socket, Error> {
        let url = format!("{}{}", self.url.replace("http", "ws"), text(&session["webSocketPath"]));
        let (stream, _) = connect_async(url).await?;
        Ok(Socket { stream })
    }

    /// A socket, and the response that opened it.
    pub async fn shake_hands(&self, session: &Value) -> (Socket, handshake::client::Response) {
        let url = format!("{}{}", self.url.replace("http", "ws"), text(&session["webSocketPath"]));
        let (stream, response) = connect_async(url).await.unwrap();
        (Socket { stream }, response)
    }

    /// A socket on a new conversation, past `session.created`, and the conversation's id.
    pub async fn open(&self) -> (Socket, Uuid) {
        let session = self.create_session(&json!({})).await;
        let mut socket = self.connect(&session).await.unwrap();
        let created = socket.next().await;
        assert_eq!(created["type"], "session.created");
        assert_eq!(created["session"], json!({"id": session["sessionId"], "model": "gpt-realtime-2"}));
        (socket, text(&session["conversationId"]).parse().unwrap())
    }
}

/// A Realtime connection.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    pub async fn send(&mut self, event: Value) {
        self.stream.send(Message::text(event.to_string())).await.unwrap();
    }

    /// The next event; fails when the server closes.
    pub async fn next(&mut self) -> Value {
        match self.stream.next().await.unwrap().unwrap() {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("no event: {other:?}"),
        }
    }

    /// The next event; `None` when the connection breaks without a goodbye.
    pub async fn next_or_broken(&mut self) -> Option<Value> {
        match self.stream.next().await {
            Some(Ok(Message::Text(text))) => Some(serde_json::from_str(&text).unwrap()),
            Some(Ok(other)) => panic!("no event: {other:?}"),
            Some(Err(_)) | None => None,
        }
    }

    /// The code with which the server closes.
    pub async fn close_code(&mut self) -> u16 {
        match self.stream.next().await.unwrap().unwrap() {
            Message::Close(Some(frame)) => frame.code.into(),
            other => panic!("not closed: {other:?}"),
        }
    }

    /// Adds a message and waits until it is acknowledged.
    pub async fn add(&mut self, role: &str, message: &str) -> Value {
        let content = json!([{"type": "input_text", "text": message}]);
        let item = json!({"type": "message", "role": role, "content": content});
        self.send(json!({"type": "conversation.item.create", "item": item})).await;
        let event = self.next().await;
        assert_eq!(event["type"], "conversation.item.created", "{event}");
        event
    }

    /// Asks, and returns all events of the answer up to `response.done`.
    pub async fn ask(&mut self, message: &str) -> Vec<Value> {
        self.add("user", message).await;
        self.send(json!({"type": "response.create"})).await;
        self.rest().await
    }

    /// The next event of this type; fails when the answer ends without one.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await;
            if event["type"] == kind {
                return event;
            }
            assert_ne!(event["type"], "response.done", "no {kind}: {event}");
        }
    }

    /// All events up to `response.done`.
    pub async fn rest(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while events.last().is_none_or(|event: &Value| event["type"] != "response.done") {
            events.push(self.next().await);
        }
        events
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The deltas among events, joined.
pub fn deltas(events: &[Value]) -> String {
    let deltas = events.iter().filter(|event| event["type"] == "response.output_text.delta");
    deltas.map(|event| text(&event["delta"])).collect()
}

/// The one event of this type.
pub fn only<'a>(events: &'a [Value], kind: &str) -> &'a Value {
    let found: Vec<&Value> = events.iter().filter(|event| event["type"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind} in {events:#?}");
    found[0]
}
