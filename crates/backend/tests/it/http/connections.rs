//! Connections and streams that nothing happens on, or too little, and too many of them.

use std::time::Duration;

use backend::limits::address::TrustedProxies;
use backend::limits::connections::MostConnections;
use backend::settings::Settings;
use futures_util::StreamExt;
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::support::backend::{Backend, ORIGIN, Transport};
use crate::support::events::Events;
use crate::support::vendor::{Plan, Step, Vendor, delta};

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
const LONG: Duration = Duration::from_secs(600);
/// Longest wait for what has to happen: a case that waits in vain shall fail, not hang.
const PATIENCE: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(200);

async fn start(change: impl FnOnce(&mut Settings)) -> Backend {
    Backend::start_with(&Vendor::saying(&["Hello"]).await, Transport::Realtime, change).await
}

async fn connect(backend: &Backend) -> TcpStream {
    TcpStream::connect(backend.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// What comes until the connection is closed or reset.
async fn rest(connection: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, connection.read_to_end(&mut answer)).await.expect("the connection is closed");
    String::from_utf8(answer).unwrap()
}

/// Asks until it is so: the backend hears of an end in its own time.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    timeout(PATIENCE, async { while !is_so().await {} }).await.expect("it comes true");
}

/// Whether the connection is served: asks for a page that is always there.
async fn is_served(connection: &mut TcpStream) -> bool {
    let mut answer = [0; 1024];
    let sent = connection.write_all(HEALTH).await;
    let read = connection.read(&mut answer).await;
    sent.is_ok() && read.is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_held_for_nothing_is_closed() {
    let backend = start(|settings| settings.server.connection_idle = SHORT).await;
    for said in ["", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut connection = connect(&backend).await;
        connection.write_all(said.as_bytes()).await.unwrap();
        assert_eq!(rest(&mut connection).await, "", "{said:?}");
    }
    let mut kept = connect(&backend).await;
    assert!(is_served(&mut kept).await);
    assert_eq!(rest(&mut kept).await, "", "after an answer too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_trickles_in_is_cut_also_on_a_connection_that_was_served() {
    let backend = start(|settings| {
        settings.server.head_arrival = SHORT;
        settings.server.connection_idle = LONG;
    })
    .await;
    for was_served in [false, true] {
        let mut connection = connect(&backend).await;
        if was_served {
            assert!(is_served(&mut connection).await);
            // Longer than a head may take: between requests a connection may rest.
            sleep(SHORT * 3).await;
            assert!(is_served(&mut connection).await);
        }
        let (mut reader, mut writer) = connection.into_split();
        let trickle = tokio::spawn(async move {
            let _ = writer.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
            while writer.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        assert_eq!(rest(&mut reader).await, "");
        drop(reader);
        trickle.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_in_is_refused_and_its_connection_closed() {
    let backend = start(|settings| settings.server.body_arrival = SHORT).await;
    let host = "host: x\r\ncontent-type: application/json\r\n";
    for length in ["content-length: 100000", "transfer-encoding: chunked"] {
        let (mut reader, mut writer) = connect(&backend).await.into_split();
        let head = format!("POST /v1/session HTTP/1.1\r\n{host}{length}\r\n\r\n");
        let trickle = tokio::spawn(async move {
            let _ = writer.write_all(head.as_bytes()).await;
            while writer.write_all(b"1\r\n{\r\n").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        let answer = rest(&mut reader).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{length}: {answer}");
        assert!(answer.contains("took too long"), "{answer}");
        drop(reader);
        trickle.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused() {
    let backend = start(|_| {}).await;
    for head in [
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nuser-agent: {}\r\n\r\n", "x".repeat(1024 * 1024)),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(1024 * 1024)),
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(200)),
    ] {
        let (mut reader, mut writer) = connect(&backend).await.into_split();
        let send = tokio::spawn(async move { writer.write_all(head.as_bytes()).await });
        let answer = rest(&mut reader).await;
        // One who still sends when the connection is closed may miss the answer.
        let refused = ["HTTP/1.1 431", "HTTP/1.1 414"].iter().any(|status| answer.starts_with(status));
        assert!(refused || answer.is_empty(), "{answer}");
        let _ = send.await.unwrap();
    }
    assert!(is_served(&mut connect(&backend).await).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_connections_and_all_together_have_so_many() {
    for most in [MostConnections { address: 2, all: 100 }, MostConnections { address: 100, all: 2 }] {
        let backend = start(|settings| settings.limits.connections = most).await;
        let (mut first, mut second) = (connect(&backend).await, connect(&backend).await);
        assert!(is_served(&mut first).await && is_served(&mut second).await);
        for _ in 0..3 {
            assert!(!is_served(&mut connect(&backend).await).await, "{most:?}");
        }
        assert!(is_served(&mut first).await, "who is in stays in");
        drop(second);
        // The backend hears of it in its own time.
        until(async || is_served(&mut connect(&backend).await).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_each_visitors_requests_have_the_places_of_an_address() {
    let steps = vec![delta("Hello"), Step::Hold];
    let vendor = Vendor::start(Plan { steps, ..Plan::default() }).await;
    let backend = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.limits.connections = MostConnections { address: 1, all: 100 };
        let loopback = TrustedProxies::parse_network("127.0.0.0/8").unwrap();
        settings.limits.trusted_proxies = TrustedProxies::new(vec![loopback]);
    })
    .await;
    // The proxy has more connections than an address may have.
    let (mut one, mut two) = (connect(&backend).await, connect(&backend).await);
    assert!(is_served(&mut one).await && is_served(&mut two).await);

    let visitor = backend.visitor().await;
    let (asked, response) = visitor.ask(&backend, "Hi?").await;
    let mut events = Events::of(response);
    events.until("TEXT_MESSAGE_CONTENT").await;
    let follow = |address: &str| {
        let path = format!("/v1/threads/{}/events", asked.thread);
        visitor.get(&backend, &path).header("x-forwarded-for", address.to_owned()).send()
    };
    let mut held = Events::of(follow("198.51.100.1").await.unwrap());
    held.until("TEXT_MESSAGE_CONTENT").await;
    let refused = follow("198.51.100.1").await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"5".parse().unwrap()));
    assert_eq!(refused.headers()["access-control-allow-origin"], ORIGIN, "the page may read it");
    Events::of(follow("198.51.100.2").await.unwrap()).until("TEXT_MESSAGE_CONTENT").await;
    drop(held);
    until(async || follow("198.51.100.1").await.unwrap().status() == 200).await;
    let length = backend.bare(Method::GET, "/healthz").header("x-forwarded-for", "198.51.100.3");
    assert_eq!(length.send().await.unwrap().headers()["content-length"], "3", "bodies stay as they are");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_stream_says_that_it_lives() {
    let backend = start(|settings| settings.server.keep_alive = Duration::from_millis(50)).await;
    let visitor = backend.visitor().await;
    let (asked, whole) = visitor.hear(&backend, "Hi?").await;
    let path = format!("/v1/threads/{}/events?after={}", asked.thread, whole.len());
    let stream = visitor.get(&backend, &path).send().await.unwrap();
    let mut bytes = stream.bytes_stream();
    for _ in 0..3 {
        assert_eq!(bytes.next().await.unwrap().unwrap(), ":\n\n");
    }
}
