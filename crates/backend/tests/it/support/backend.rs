//! A whole backend on a free port, and visitors who use it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use backend::app::App;
use backend::server::Server;
use backend::settings::{Options, Settings, SettingsError};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::events::Events;
use super::vendor::Vendor;

/// The page that may use the chat.
pub const ORIGIN: &str = "https://shop.example";
/// The key that must not be seen anywhere.
pub const KEY: &str = "CANARY-key-of-the-organization";
/// Signs visitors' tokens.
pub const SECRET: &str = "CANARY-secret-that-signs-visitors-tokens";

/// How the assistant is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Realtime,
    Response,
}

/// A folder with the manifests of a site.
pub fn manifests(folder: &Path, transport: Transport) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/manifests");
    let target = folder.join("manifests");
    std::fs::create_dir_all(&target).unwrap();
    std::fs::copy(source.join("web-plugin.json"), target.join("web-plugin.json")).unwrap();
    if transport == Transport::Realtime {
        std::fs::copy(source.join("realtime-api.json"), target.join("realtime-api.json")).unwrap();
    }
    target
}

/// Settings of a backend in this folder.
pub fn environment(folder: &Path, transport: Transport, siesta_url: &str) -> BTreeMap<String, String> {
    let manifest = manifests(folder, transport).display().to_string();
    let database = format!("sqlite://{}/chat.db", folder.display());
    [
        ("SIESTA_API_URL", siesta_url),
        ("SIESTA_API_KEY", KEY),
        ("SIESTA_ORG_ID", "5e1a7a00-0000-4000-8000-0000000000aa"),
        ("CHAT_MANIFEST", &manifest),
        ("CHAT_LISTEN", "127.0.0.1:0"),
        ("CHAT_ALLOWED_ORIGINS", "https://shop.example, https://other.example"),
        ("CHAT_TOKEN_SECRET", SECRET),
        ("CHAT_DATABASE_URL", &database),
        ("CHAT_DRAIN_SECONDS", "0"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Reads settings as the binary does.
pub fn read(environment: &BTreeMap<String, String>) -> Result<Settings, SettingsError> {
    Settings::read(&Options::default(), environment.clone())
}

/// A running backend.
pub struct Backend {
    pub url: String,
    pub app: App,
    http: reqwest::Client,
    folder: Arc<TempDir>,
    stop: Arc<Notify>,
    running: JoinHandle<()>,
}

impl Backend {
    /// In a fresh folder, over Realtime.
    pub async fn start(vendor: &Vendor) -> Self {
        Self::start_with(vendor, Transport::Realtime, |_| {}).await
    }

    /// In a fresh folder, with settings changed.
    pub async fn start_with(
        vendor: &Vendor,
        transport: Transport,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = read(&environment(folder.path(), transport, &vendor.url)).unwrap();
        change(&mut settings);
        Self::bind(settings, folder).await
    }

    async fn bind(settings: Settings, folder: Arc<TempDir>) -> Self {
        let server = Server::bind(settings).await.unwrap();
        let (url, app) = (server.url(), server.app().clone());
        let stop = Arc::new(Notify::new());
        let stopped = stop.clone();
        let running = tokio::spawn(async move { server.run(async move { stopped.notified().await }).await });
        Self { url, app, http: http_client(), folder, stop, running }
    }

    /// Stops it in good order.
    pub async fn stop(self) -> Arc<TempDir> {
        self.stop.notify_one();
        self.running.await.unwrap();
        self.folder
    }

    /// Stops it and starts another one on the same data.
    pub async fn restart(self) -> Self {
        let settings = self.app.settings.clone();
        let folder = self.stop().await;
        Self::bind(settings, folder).await
    }

    /// A request without a token, from the allowed page.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("origin", ORIGIN)
    }

    /// A request with nothing added.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// A new visitor of the moment.
    pub async fn visitor(&self) -> Visitor {
        let answer = self.request(Method::POST, "/v1/session").json(&json!({})).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        Visitor { token: answer["token"].as_str().unwrap().to_owned() }
    }
}

/// A visitor with a token.
#[derive(Clone)]
pub struct Visitor {
    pub token: String,
}

impl Visitor {
    /// A `GET` of the allowed page.
    pub fn get(&self, backend: &Backend, path: &str) -> RequestBuilder {
        backend.request(Method::GET, path).bearer_auth(&self.token)
    }

    /// A `POST` of the allowed page.
    pub fn post(&self, backend: &Backend, path: &str) -> RequestBuilder {
        backend.request(Method::POST, path).bearer_auth(&self.token)
    }

    /// A `PATCH` of the allowed page.
    pub fn patch(&self, backend: &Backend, path: &str) -> RequestBuilder {
        backend.request(Method::PATCH, path).bearer_auth(&self.token)
    }

    /// A `DELETE` of the allowed page.
    pub fn delete(&self, backend: &Backend, path: &str) -> RequestBuilder {
        backend.request(Method::DELETE, path).bearer_auth(&self.token)
    }

    /// Asks, with fresh ids.
    pub async fn ask(&self, backend: &Backend, text: &str) -> (Asked, reqwest::Response) {
        let asked = Asked { thread: id(), run: id(), text: text.to_owned() };
        let response = self.send(backend, &asked).await;
        (asked, response)
    }

    /// Asks, with fresh ids, and hears the whole answer.
    pub async fn hear(&self, backend: &Backend, text: &str) -> (Asked, Vec<(u64, Value)>) {
        let (asked, response) = self.ask(backend, text).await;
        (asked, Events::of(response).all().await)
    }

    /// Asks exactly this.
    pub async fn send(&self, backend: &Backend, asked: &Asked) -> reqwest::Response {
        self.post(backend, "/v1/assistants/primary/runs").json(&asked.body()).send().await.unwrap()
    }
}

/// A question.
#[derive(Clone)]
pub struct Asked {
    pub thread: String,
    pub run: String,
    pub text: String,
}

impl Asked {
    /// Its RunAgentInput, as a stock client would write it.
    pub fn body(&self) -> Value {
        json!({
            "threadId": self.thread, "runId": self.run, "state": {}, "tools": [], "forwardedProps": {},
            "messages": [{ "id": "m-1", "role": "user", "content": self.text }],
            "context": [{ "description": "Page title", "value": "Shop" }],
        })
    }
}

/// A fresh id.
pub fn id() -> String {
    Uuid::new_v4().to_string()
}

/// The Unix second.
pub fn now() -> u64 {
    u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap()
}

/// An HTTP client.
pub fn http_client() -> reqwest::Client {
    static TLS: Once = Once::new();
    TLS.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    reqwest::Client::builder().no_proxy().build().unwrap()
}
