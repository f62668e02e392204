//! Which pages may use the chat, as browsers see it.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::backend::{Backend, ORIGIN, Transport};
use crate::support::vendor::Vendor;

const FOREIGN: &[&str] = &[
    "https://evil.example",
    "https://sub.shop.example",
    "https://shop.example.evil.example",
    "https://shopXexample",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.",
    "https://SHOP.example",
    "https://shop.example/",
    "null",
    "*",
    "http://localhost:3000",
    "chrome-extension://abc",
];

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

async fn preflight(backend: &Backend, origin: &str, path: &str) -> Response {
    let request = backend
        .bare(Method::OPTIONS, path)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization, content-type");
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allowed_page_may_call_and_read_without_credentials() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let response = preflight(&backend, ORIGIN, "/v1/assistants/primary/runs").await;
    assert_eq!(response.status(), 204);
    assert_eq!(header(&response, "access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(header(&response, "access-control-allow-methods"), Some("GET, POST, PATCH, DELETE"));
    let allowed = "authorization, content-type, idempotency-key, last-event-id";
    assert_eq!(header(&response, "access-control-allow-headers"), Some(allowed));
    assert_eq!(header(&response, "access-control-max-age"), Some("7200"));

    let response = backend.request(Method::GET, "/v1/config").send().await.unwrap();
    assert_eq!(response.status(), 200);
    for response in [response, preflight(&backend, ORIGIN, "/v1/session").await] {
        assert_eq!(header(&response, "access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(header(&response, "access-control-allow-credentials"), None);
        assert_eq!(header(&response, "vary"), Some("origin"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_can_be_read_by_the_allowed_page_too() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for path in ["/v1/threads", "/v1/unheard-of"] {
        let response = backend.request(Method::GET, path).send().await.unwrap();
        assert!(response.status().is_client_error());
        assert_eq!(header(&response, "access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(header(&response, "access-control-expose-headers"), Some("x-request-id, retry-after"));
        assert_eq!(header(&response, "content-type"), Some("application/problem+json"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_is_refused_on_all_of_v1_and_told_which_setting_to_change() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for origin in FOREIGN {
        for path in ["/v1/config", "/v1/session", "/v1/threads", "/v1/assistants/primary/runs", "/v1/nothing"]
        {
            let asked = preflight(&backend, origin, path).await;
            assert_eq!(asked.status(), 403, "{origin} {path}");
            let request = backend.bare(Method::POST, path).header("origin", *origin).json(&json!({}));
            assert_eq!(request.send().await.unwrap().status(), 403, "{origin} {path}");
        }
        let request = backend.bare(Method::GET, "/v1/config").header("origin", *origin);
        let response = request.send().await.unwrap();
        assert_eq!(header(&response, "vary"), Some("origin"));
        assert_eq!(header(&response, "access-control-allow-origin"), Some("*"), "the remedy is no secret");
        assert_eq!(header(&response, "access-control-allow-credentials"), None);
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["code"], "origin_not_allowed");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("CHAT_ALLOWED_ORIGINS"), "{detail}");
        if origin.starts_with("http") && !origin.ends_with('/') {
            assert!(detail.contains(&format!("Add {origin} to CHAT_ALLOWED_ORIGINS")), "{detail}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_origins_are_none() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let request = backend.request(Method::GET, "/v1/config").header("origin", "https://evil.example");
    assert_eq!(request.send().await.unwrap().status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backends_own_pages_and_in_development_loopback_pages_are_allowed() {
    let vendor = Vendor::saying(&[]).await;
    let public = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.server.public_url = Some("https://chat.example".parse().unwrap());
    })
    .await;
    let get = async |backend: &Backend, origin: &str| {
        let request = backend.bare(Method::GET, "/v1/config").header("origin", origin);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(get(&public, "https://chat.example").await, 200);
    assert_eq!(get(&public, &public.url).await, 403, "the public address is the one that counts");

    let local = Backend::start(&vendor).await;
    assert_eq!(get(&local, &local.url).await, 200);
    assert_eq!(get(&local, "http://localhost:3000").await, 403);

    let dev = Backend::start_with(&vendor, Transport::Realtime, |settings| {
        settings.access.loopback_origins = true;
    })
    .await;
    assert_eq!(get(&dev, "http://localhost:3000").await, 200);
    assert_eq!(get(&dev, "https://evil.example").await, 403);
}
