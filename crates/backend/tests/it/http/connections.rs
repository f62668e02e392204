//! Connections and streams that nothing happens on.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::backend::{Backend, Transport};
use crate::support::events::Events;
use crate::support::vendor::Vendor;

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_held_for_nothing_is_closed() {
    let backend = Backend::start_with(&Vendor::saying(&[]).await, Transport::Realtime, |settings| {
        settings.server.connection_idle = Duration::from_millis(200);
    })
    .await;
    let address = backend.url.strip_prefix("http://").unwrap();
    for said in ["", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(said.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Closed or reset: in both cases it is over.
        let _ = connection.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_stream_says_that_it_lives() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.server.keep_alive = Duration::from_millis(50);
    })
    .await;
    let visitor = backend.visitor().await;
    let (asked, response) = visitor.ask(&backend, "Hi?").await;
    let whole = Events::of(response).all().await;
    let path = format!("/v1/threads/{}/events?after={}", asked.thread, whole.len());
    let stream = visitor.get(&backend, &path).send().await.unwrap();
    let mut bytes = stream.bytes_stream();
    for _ in 0..3 {
        assert_eq!(bytes.next().await.unwrap().unwrap(), ":\n\n");
    }
}
