//! Bodies that are too large, too deep, or no JSON.

use contract::error::code;
use contract::limits::{BODY_BYTES, MESSAGE_CHARS};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};
#[cfg(target_os = "linux")]
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::backend::{Asked, Backend, Visitor, id};
#[cfg(target_os = "linux")]
use crate::support::backend::{Transport, environment, http_client};
use crate::support::events::Events;
use crate::support::vendor::Vendor;
#[cfg(target_os = "linux")]
use crate::support::{memory, process::Process};

async fn refused(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status);
    (status, problem["code"].as_str().unwrap().to_owned())
}

fn runs(backend: &Backend, visitor: &Visitor) -> RequestBuilder {
    visitor.post(backend, "/v1/assistants/primary/runs")
}

fn asked(text: &str) -> Asked {
    Asked { thread: id(), run: id(), text: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_json_is_taken() {
    let backend = Backend::start(&Vendor::saying(&["ok"]).await).await;
    let visitor = backend.visitor().await;
    let body = asked("Hi?").body().to_string();
    let send = |kind: &'static str| runs(&backend, &visitor).header("content-type", kind).body(body.clone());
    for kind in ["application/json; charset=utf-16", "application/jsonx", ""] {
        assert_eq!(refused(send(kind)).await, (415, code::INVALID_REQUEST.to_owned()), "{kind}");
    }
    let bare = runs(&backend, &visitor).body(body.clone());
    assert_eq!(refused(bare).await.0, 415, "no content type");
    assert_eq!(send("application/json; charset=UTF-8").send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_are_refused_announced_or_not() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let visitor = backend.visitor().await;
    let too_large = (413, code::BODY_TOO_LARGE.to_owned());
    let json = |request: RequestBuilder| request.header("content-type", "application/json");
    let announced = json(runs(&backend, &visitor)).body(vec![b' '; BODY_BYTES + 1]);
    assert_eq!(refused(announced).await, too_large);
    let chunks = futures_util::stream::iter(
        (0..=BODY_BYTES / 1024).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024])),
    );
    let chunked = json(runs(&backend, &visitor)).body(Body::wrap_stream(chunks));
    assert_eq!(refused(chunked).await, too_large);
    let session = json(backend.request(Method::POST, "/v1/session")).body(vec![b' '; BODY_BYTES + 1]);
    assert_eq!(refused(session).await, too_large);
}

/// A body's size that nobody means.
#[cfg(target_os = "linux")]
const HUGE: u64 = 1024 * 1024 * 1024;

/// Sends until the other side has had enough, and gives its answer and how much was sent.
#[cfg(target_os = "linux")]
async fn pour(url: &str, head: String, piece: Vec<u8>) -> (String, u64) {
    let address = url.strip_prefix("http://").unwrap();
    let (mut reader, mut writer) = tokio::net::TcpStream::connect(address).await.unwrap().into_split();
    let pouring = tokio::spawn(async move {
        let mut sent = 0;
        writer.write_all(head.as_bytes()).await.unwrap();
        while sent < HUGE && writer.write_all(&piece).await.is_ok() {
            sent += piece.len() as u64;
        }
        sent
    });
    let mut answer = Vec::new();
    let _ = reader.read_to_end(&mut answer).await;
    (String::from_utf8(answer).unwrap(), pouring.await.unwrap())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_a_gibibyte_is_refused_in_a_few_mebibytes() {
    const MIB: u64 = 1024 * 1024;
    let vendor = Vendor::saying(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = environment(folder.path(), Transport::Realtime, &vendor.url);
    let process = Process::spawn(&settings, "error").listening();
    let (url, pid) = (process.url.clone(), process.pid());
    let session = http_client().post(format!("{url}/v1/session")).json(&json!({}));
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    let token = session["token"].as_str().unwrap();

    let plain = vec![b' '; 64 * 1024];
    let chunk = [b"10000\r\n".as_slice(), &plain, b"\r\n"].concat();
    for (path, status) in [("/v1/assistants/primary/runs", 413), ("/v1/session", 413), ("/healthz", 405)] {
        for (length, piece) in
            [(format!("content-length: {HUGE}"), &plain), ("transfer-encoding: chunked".to_owned(), &chunk)]
        {
            memory::forget_peak(pid);
            let before = memory::resident(pid);
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/json\r\n{length}\r\n\r\n"
            );
            let (answer, sent) = pour(&url, head, piece.clone()).await;
            let extra = memory::peak(pid).saturating_sub(before);
            // One who still sends when the connection is closed may miss the answer.
            let expected = format!("HTTP/1.1 {status}");
            assert!(answer.starts_with(&expected) || answer.is_empty(), "{path} {length}: {answer}");
            assert!(extra < 10 * MIB, "{path} {length}: {extra}");
            assert!(sent < 64 * MIB, "{path} {length}: {sent}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_can_send_without_asking_is_refused_before_anything_happens() {
    let vendor = Vendor::saying(&["ok"]).await;
    let backend = Backend::start(&vendor).await;
    let visitor = backend.visitor().await;
    let question = asked("Hi?");
    let body = question.body().to_string();
    // Forms and beacons: no browser asks beforehand for these.
    for kind in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/octet-stream",
    ] {
        for (method, path) in [
            (Method::POST, "/v1/assistants/primary/runs".to_owned()),
            (Method::POST, "/v1/session".to_owned()),
            (Method::PATCH, format!("/v1/threads/{}", question.thread)),
        ] {
            let request = backend.request(method, &path).bearer_auth(&visitor.token);
            let request = request.header("content-type", kind).body(body.clone());
            assert_eq!(refused(request).await, (415, code::INVALID_REQUEST.to_owned()), "{path} {kind}");
        }
    }
    for encoding in ["gzip", "br", "deflate", "identity", "gzip, gzip"] {
        // Never unpacked, whatever it would be.
        let request = runs(&backend, &visitor).header("content-encoding", encoding).json(&question.body());
        assert_eq!(refused(request).await.0, 415, "{encoding}");
    }
    let list = visitor.get(&backend, "/v1/threads").send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap(), json!({ "threads": [] }));
    assert!(vendor.seen().sessions.is_empty(), "no agent was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_and_broken_json_is_refused() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let visitor = backend.visitor().await;
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let mut nested = asked("Hi?").body();
    nested["state"] = (0..32).fold(json!(1), |inner, _| json!([inner]));
    let bomb = format!("{{\"a\":{}", "[".repeat(BODY_BYTES - 10));
    let others = ["{", "\u{0}", "[]", "1", "{}{}"].map(str::to_owned);
    for body in [deep, nested.to_string(), bomb].into_iter().chain(others) {
        let request = runs(&backend, &visitor).header("content-type", "application/json").body(body);
        assert_eq!(refused(request).await, (400, code::INVALID_REQUEST.to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_and_long_messages_are_refused_and_the_longest_is_taken() {
    let backend = Backend::start(&Vendor::saying(&["ok"]).await).await;
    let visitor = backend.visitor().await;
    let send = |text: &str| runs(&backend, &visitor).json(&asked(text).body());
    assert_eq!(refused(send(" \n ")).await, (400, code::MESSAGE_EMPTY.to_owned()));
    let response = send(&"é".repeat(MESSAGE_CHARS + 1)).send().await.unwrap();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["code"], code::MESSAGE_TOO_LONG);
    assert!(problem["detail"].as_str().unwrap().contains("8000"), "{problem}");
    let response = send(&"é".repeat(MESSAGE_CHARS)).send().await.unwrap();
    Events::of(response).all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_have_one_spelling() {
    let backend = Backend::start(&Vendor::saying(&["ok"]).await).await;
    let visitor = backend.visitor().await;
    for wrong in ["x", &id().to_uppercase(), &id().replace('-', ""), ""] {
        let question = Asked { run: wrong.to_owned(), ..asked("Hi?") };
        assert_eq!(refused(runs(&backend, &visitor).json(&question.body())).await.0, 400, "{wrong}");
    }
}
