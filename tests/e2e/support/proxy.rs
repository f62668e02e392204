//! A proxy before the real backend that misbehaves on command: what networks, proxies and overload do.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_LENGTH,
    CONTENT_TYPE, HOST, HeaderValue, ORIGIN, RETRY_AFTER, TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What happens to a request instead of its way through.
#[derive(Clone)]
pub enum Fault {
    /// Another answer than the backend's: status, media type, body, and `Retry-After` in seconds.
    Answer(u16, &'static str, String, Option<u32>),
    /// One byte in the middle of the answer is another one.
    FlippedByte,
    /// These bytes come before the answer's own.
    Before(&'static str),
    /// The answer breaks off after this many events.
    CutAfterEvents(usize),
    /// The request waits until it is let through.
    Held,
}

struct Rule {
    path: &'static str,
    times: usize,
    fault: Fault,
}

#[derive(Default)]
struct Shared {
    rules: Mutex<Vec<Rule>>,
    /// The requests that came, as `POST /v1/session`.
    seen: Mutex<Vec<String>>,
}

/// The proxy. Without rules it changes nothing.
pub struct Proxy {
    url: String,
    shared: Arc<Shared>,
    open: watch::Sender<bool>,
}

#[derive(Clone)]
struct Route {
    shared: Arc<Shared>,
    backend: String,
    client: reqwest::Client,
    open: watch::Receiver<bool>,
}

impl Proxy {
    pub async fn start(backend: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let shared = Arc::new(Shared::default());
        let (open, receiver) = watch::channel(false);
        let route = Route {
            shared: shared.clone(),
            backend: backend.to_owned(),
            client: reqwest::Client::builder().build().expect("a client needs nothing"),
            open: receiver,
        };
        let router = Router::new().fallback(pass).with_state(route);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://127.0.0.1:{port}"), shared, open }
    }

    /// Its origin, which stands in for the backend's.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The next `times` requests whose path contains `path` meet with `fault`.
    pub fn fail(&self, path: &'static str, times: usize, fault: Fault) {
        self.shared.rules.lock().expect("no holder panics").push(Rule { path, times, fault });
    }

    /// All is well again.
    pub fn mend(&self) {
        self.shared.rules.lock().expect("no holder panics").clear();
    }

    /// Lets through what is held, now and later.
    pub fn release(&self) {
        self.open.send_replace(true);
    }

    /// How many requests came whose method and path contain `part`.
    pub fn count(&self, part: &str) -> usize {
        let seen = self.shared.seen.lock().expect("no holder panics");
        seen.iter().filter(|request| request.contains(part)).count()
    }
}

impl Route {
    fn fault(&self, method: &Method, path: &str) -> Option<Fault> {
        // What browsers ask beforehand is not what a case is about.
        if method == Method::OPTIONS {
            return None;
        }
        self.shared.seen.lock().expect("no holder panics").push(format!("{method} {path}"));
        let mut rules = self.shared.rules.lock().expect("no holder panics");
        let rule = rules.iter_mut().find(|rule| rule.times > 0 && path.contains(rule.path))?;
        rule.times -= 1;
        Some(rule.fault.clone())
    }
}

async fn pass(State(mut route): State<Route>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |it| it.as_str());
    let fault = route.fault(&head.method, path);
    if let Some(Fault::Answer(status, media_type, text, retry_after)) = fault {
        return made_up(&head.headers, status, media_type, text, retry_after);
    }
    if matches!(fault, Some(Fault::Held)) {
        // The sender lives as long as the test.
        let _ = route.open.wait_for(|open| *open).await;
    }
    let Ok(body) = axum::body::to_bytes(body, 1 << 20).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut headers = head.headers;
    headers.remove(HOST);
    if fault.is_some() {
        // Bytes are changed as they are, not as they are packed.
        headers.remove(ACCEPT_ENCODING);
    }
    let url = route.backend.clone() + path;
    let Ok(answer) = route.client.request(head.method, url).headers(headers).body(body).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(TRANSFER_ENCODING);
    let body = match fault {
        Some(Fault::FlippedByte) => {
            let mut bytes = answer.bytes().await.expect("the backend answers whole").to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            Body::from(bytes)
        }
        Some(Fault::Before(text)) => {
            headers.remove(CONTENT_LENGTH);
            let first = futures_util::stream::once(async move { Ok(Bytes::from_static(text.as_bytes())) });
            Body::from_stream(first.chain(answer.bytes_stream()))
        }
        Some(Fault::CutAfterEvents(events)) => {
            let mut left = events;
            let stream = answer.bytes_stream().map(move |chunk| {
                let chunk = chunk.map_err(std::io::Error::other)?;
                let ends = chunk.windows(2).filter(|pair| pair == b"\n\n").count();
                if left == 0 {
                    return Err(std::io::Error::other("cut"));
                }
                left = left.saturating_sub(ends);
                Ok(chunk)
            });
            Body::from_stream(stream)
        }
        _ => Body::from_stream(answer.bytes_stream()),
    };
    (status, headers, body).into_response()
}

/// An answer that the page may read, as the backend's own.
fn made_up(
    request: &HeaderMap,
    status: u16,
    media_type: &'static str,
    text: String,
    retry_after: Option<u32>,
) -> Response {
    let status = StatusCode::from_u16(status).expect("a case names a status");
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Some(origin) = request.get(ORIGIN) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    response
}
