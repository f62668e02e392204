//! A proxy before the real backend that misbehaves on command: what networks, proxies and overload do.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(20);

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
    /// This event of the answer, from 1, is missing.
    WithoutEvent(usize),
    /// Nothing comes after this many events, and nobody says so.
    SilentAfterEvents(usize),
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
    /// The bodies of the runs that were asked for.
    bodies: Mutex<Vec<Bytes>>,
    /// Cloned by each answer that is under way.
    streams: Arc<()>,
}

/// The proxy. Without rules it changes nothing.
pub struct Proxy {
    url: String,
    shared: Arc<Shared>,
    open: watch::Sender<bool>,
    cuts: watch::Sender<usize>,
}

#[derive(Clone)]
struct Route {
    shared: Arc<Shared>,
    backend: String,
    client: reqwest::Client,
    open: watch::Receiver<bool>,
    cuts: watch::Receiver<usize>,
}

impl Proxy {
    pub async fn start(backend: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let shared = Arc::new(Shared::default());
        let (open, receiver) = watch::channel(false);
        let (cuts, cut) = watch::channel(0);
        let route = Route {
            shared: shared.clone(),
            backend: backend.to_owned(),
            client: reqwest::Client::builder().build().expect("a client needs nothing"),
            open: receiver,
            cuts: cut,
        };
        let router = Router::new().fallback(pass).with_state(route);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://127.0.0.1:{port}"), shared, open, cuts }
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

    /// Breaks every event stream that is open now.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// How many answers are under way now.
    pub fn streams(&self) -> usize {
        Arc::strong_count(&self.shared.streams) - 1
    }

    /// Waits until this many answers are under way.
    pub async fn until_streams(&self, number: usize) {
        while self.streams() != number {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until this many requests came whose method and path contain `part`.
    pub async fn until_count(&self, part: &str, number: usize) {
        while self.count(part) < number {
            tokio::time::sleep(LOOK).await;
        }
        assert_eq!(self.count(part), number, "{part}");
    }

    /// The bodies of the runs that were asked for.
    pub fn bodies(&self) -> Vec<Bytes> {
        self.shared.bodies.lock().expect("no holder panics").clone()
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
    if head.method == Method::POST && path.contains("/runs") {
        route.shared.bodies.lock().expect("no holder panics").push(body.clone());
    }
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
        Some(Fault::WithoutEvent(number)) => {
            Body::from_stream(answer.bytes_stream().scan((Vec::new(), 0), move |(rest, seen), chunk| {
                rest.extend_from_slice(&chunk.unwrap_or_default());
                let mut passed = Vec::new();
                while let Some(end) = rest.windows(2).position(|pair| pair == b"\n\n") {
                    let event: Vec<u8> = rest.drain(..end + 2).collect();
                    *seen += 1;
                    if *seen != number {
                        passed.extend(event);
                    }
                }
                std::future::ready(Some(Ok::<_, Infallible>(Bytes::from(passed))))
            }))
        }
        Some(Fault::SilentAfterEvents(events)) => {
            let mut left = events;
            let some = answer.bytes_stream().take_while(move |chunk| {
                let goes_on = left > 0;
                let ends = chunk.iter().flat_map(|chunk| chunk.windows(2)).filter(|pair| pair == b"\n\n");
                left = left.saturating_sub(ends.count());
                std::future::ready(goes_on)
            });
            Body::from_stream(some.chain(futures_util::stream::pending()))
        }
        _ if headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") => {
            // The cuts of a stream's own time count.
            let mut cuts = route.cuts.clone();
            cuts.mark_unchanged();
            let chunks = Box::pin(answer.bytes_stream());
            Body::from_stream(futures_util::stream::unfold((chunks, cuts), async |(mut chunks, mut cuts)| {
                tokio::select! {
                    chunk = chunks.next() => Some((chunk?.map_err(std::io::Error::other), (chunks, cuts))),
                    _ = cuts.changed() => Some((Err(std::io::Error::other("cut")), (chunks, cuts))),
                }
            }))
        }
        _ => Body::from_stream(answer.bytes_stream()),
    };
    let open = route.shared.streams.clone();
    let body = Body::from_stream(body.into_data_stream().map(move |chunk| {
        let _ = &open;
        chunk
    }));
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
