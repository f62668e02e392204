//! Bodies that are too large, too deep, or no JSON.

use contract::error::code;
use contract::limits::{BODY_BYTES, MESSAGE_CHARS};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, Visitor, id};
use crate::support::events::Events;
use crate::support::vendor::Vendor;

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
    for kind in [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonx",
        "",
    ] {
        assert_eq!(refused(send(kind)).await, (415, code::INVALID_REQUEST.to_owned()), "{kind}");
    }
    let bare = runs(&backend, &visitor).body(body.clone());
    assert_eq!(refused(bare).await.0, 415, "no content type");
    let packed = send("application/json").header("content-encoding", "gzip");
    assert_eq!(refused(packed).await.0, 415, "compressed");
    let form = backend
        .request(Method::POST, "/v1/session")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("a=b");
    assert_eq!(refused(form).await.0, 415, "a form");
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

#[tokio::test(flavor = "multi_thread")]
async fn deep_and_broken_json_is_refused() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let visitor = backend.visitor().await;
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let mut nested = asked("Hi?").body();
    nested["state"] = (0..32).fold(json!(1), |inner, _| json!([inner]));
    for body in
        [deep, nested.to_string(), "{".to_owned(), "\u{0}".to_owned(), "[]".to_owned(), "1".to_owned()]
    {
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
