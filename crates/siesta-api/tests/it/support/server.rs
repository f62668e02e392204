//! A real HTTP server on a free loopback port.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::{Next, from_fn};
use siesta_api::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the server saw of one request.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
}

/// Ends with the test.
pub struct TestServer {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl TestServer {
    pub async fn start(routes: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, routes)
    }

    pub fn on(listener: TcpListener, routes: Router) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let recorder = Arc::clone(&seen);
        let routes = routes.layer(from_fn(move |request: Request, next: Next| {
            let (method, uri) = (request.method().clone(), request.uri().clone());
            recorder.lock().unwrap().push(Seen { method, uri, headers: request.headers().clone() });
            next.run(request)
        }));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, seen, task }
    }

    pub fn client(&self) -> Client {
        super::client(&self.url)
    }

    /// The requests so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
