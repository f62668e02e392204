//! A website of somebody else: host pages on an origin of their own, with any headers.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::engine::FIRST_SCRIPT;
use super::identity;
use super::servers::root;

type Headers = Vec<(HeaderName, String)>;

/// The site. `localhost` is another site than the backend's `127.0.0.1` in every sense that browsers know.
pub struct Site {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Whether pages bring the first script themselves.
    with_first_script: bool,
    /// Origin that the pages' script tags name.
    backend: Mutex<String>,
    /// The AG-UI server that pages may name.
    agent: Mutex<String>,
    headers: Mutex<BTreeMap<String, Headers>>,
    /// What the site's backend says of its user.
    user: Mutex<Option<(String, Word)>>,
}

/// Whether the site's backend signs with the key that the chat knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Good,
    Forged,
}

impl Site {
    pub async fn start(with_first_script: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let shared = Arc::new(Shared { with_first_script, ..Shared::default() });
        let router = Router::new()
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .route("/identity", get(identity))
            .route("/{page}", get(page))
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://localhost:{port}"), shared }
    }

    /// Its origin.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on `ORIGIN` in pages and headers is this one.
    pub fn embed(&self, backend: &str) {
        backend.clone_into(&mut self.shared.backend.lock().expect("no holder panics"));
    }

    /// From now on `AGENT_URL` in pages and headers is this one.
    pub fn name_agent(&self, url: &str) {
        url.clone_into(&mut self.shared.agent.lock().expect("no holder panics"));
    }

    /// Somebody signs in at the site: `/identity` says who it is.
    pub fn sign_in(&self, user: &str) {
        self.set_user(user, Word::Good);
    }

    /// The same, but the site signs with a key that the chat doesn't know.
    pub fn sign_in_wrongly(&self, user: &str) {
        self.set_user(user, Word::Forged);
    }

    fn set_user(&self, user: &str, word: Word) {
        *self.shared.user.lock().expect("no holder panics") = Some((user.to_owned(), word));
    }

    /// From now on a page has these headers.
    pub fn set_headers(&self, page: &str, headers: &[(&'static str, &str)]) {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), (*value).to_owned()))
            .collect();
        self.shared.headers.lock().expect("no holder panics").insert(page.to_owned(), headers);
    }
}

async fn identity(State(shared): State<Arc<Shared>>) -> Result<String, StatusCode> {
    let user = shared.user.lock().expect("no holder panics").clone();
    let (user, word) = user.ok_or(StatusCode::NO_CONTENT)?;
    let secret = if word == Word::Good { identity::SECRET } else { "a secret that only this site knows of" };
    Ok(identity::token(&user, secret))
}

async fn page(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Ok(text) = fs::read_to_string(root().join("tests/e2e/pages").join(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let backend = shared.backend.lock().expect("no holder panics").clone();
    let agent = shared.agent.lock().expect("no holder panics").clone();
    let text = match shared.with_first_script {
        true => text.replacen("<head>", &format!("<head><script>{FIRST_SCRIPT}</script>"), 1),
        false => text,
    };
    let fill = |text: &str| text.replace("ORIGIN", &backend).replace("AGENT_URL", &agent);
    let media_type = if name.ends_with(".js") { "text/javascript" } else { "text/html; charset=utf-8" };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in shared.headers.lock().expect("no holder panics").get(&name).into_iter().flatten() {
        headers.insert(name, fill(value).parse().expect("a header's value is plain text"));
    }
    (headers, fill(&text)).into_response()
}
