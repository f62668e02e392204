//! What holds for every route.

use backend::http::openapi;
use backend::http::router::{Access, ROUTES};
use reqwest::Method;
use serde_json::Value;

use crate::support::backend::{Backend, id};
use crate::support::vendor::Vendor;

fn path(pattern: &str) -> String {
    pattern
        .replace("{id}", &id())
        .replace("{mid}", "m")
        .replace("{role}", "primary")
        .replace("{version}/{file}", "1/x")
}

fn document() -> Value {
    serde_json::from_str(openapi::document()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_only_public_routes_answer() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for route in ROUTES {
        let method = Method::from_bytes(route.method.as_bytes()).unwrap();
        let response = backend.request(method, &path(route.path)).send().await.unwrap();
        let refused = response.status() == 401;
        assert_eq!(refused, route.access == Access::Visitor, "{} {}", route.method, route.path);
    }
    let public: Vec<_> =
        ROUTES.iter().filter(|route| route.access == Access::Public).map(|route| route.path).collect();
    let expected = [
        "/v1/config",
        "/v1/session",
        "/chat",
        "/chat-widget.js",
        "/v/{version}/{file}",
        "/openapi.json",
        "/healthz",
        "/readyz",
    ];
    assert_eq!(public, expected, "a new public route has to be meant");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_named_and_limits_the_browser_and_sets_no_cookie() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let mut requests: Vec<_> =
        ROUTES.iter().map(|route| (route.method.to_owned(), path(route.path))).collect();
    requests.extend(
        [("GET", "/nothing"), ("DELETE", "/v1/threads"), ("OPTIONS", "/v1/config")]
            .map(|(method, path)| (method.to_owned(), path.to_owned())),
    );
    let mut ids = std::collections::BTreeSet::new();
    for (method, path) in requests {
        let request = backend.request(Method::from_bytes(method.as_bytes()).unwrap(), &path);
        let response = request.header("x-request-id", "forged").send().await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get(name);
            value.unwrap_or_else(|| panic!("{path} has no {name}")).to_str().unwrap().to_owned()
        };
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(ids.insert(header("x-request-id")), "{path}");
        header("cache-control");
        header("cross-origin-resource-policy");
        assert!(!response.headers().contains_key("set-cookie"), "{path}");
    }
    assert!(!ids.contains("forged"));
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_and_methods_are_problems_too() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for (method, path, status) in [
        (Method::GET, "/nothing", 404),
        (Method::GET, "/v1/nothing", 404),
        (Method::DELETE, "/v1/config", 405),
        (Method::GET, "/v1/session", 405),
        (Method::GET, "/", 404),
        (Method::GET, "/preview/index.html", 404),
    ] {
        let response = backend.request(method, path).send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let problem: Value = response.json().await.unwrap();
        assert_eq!((&problem["status"], &problem["requestId"]), (&status.into(), &id.into()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_readiness_answer() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(backend.bare(Method::GET, path).send().await.unwrap().status(), 200, "{path}");
    }
    backend.app.store.close().await;
    assert_eq!(backend.bare(Method::GET, "/healthz").send().await.unwrap().status(), 200);
    let response = backend.bare(Method::GET, "/readyz").send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
}

#[test]
fn every_route_is_documented_with_who_may_call_it() {
    let document = document();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
        assert!(operation.is_object(), "{} {} is not in the document", route.method, route.path);
        let wants_token = operation["security"][0]["visitor"].is_array();
        assert_eq!(wants_token, route.access == Access::Visitor, "{}", route.path);
    }
    let documented: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(documented, ROUTES.len());
}

#[test]
fn the_document_says_of_every_answer_what_it_means() {
    let document: Value = serde_json::from_str(openapi::document()).unwrap();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
        let answers = operation["responses"].as_object().unwrap();
        for (status, answer) in answers {
            let description = answer["description"].as_str().unwrap_or_default();
            assert!(!description.is_empty(), "{} {} {status}", route.method, route.path);
        }
        if route.path.starts_with("/v1/") {
            let needs_token = route.access == Access::Visitor;
            let said = |status: &str| answers.get(status).map(|answer| answer["description"].to_string());
            assert_eq!(said("403").unwrap().contains("token"), needs_token, "{}", route.path);
            assert!(said("500").is_some() && said("429").is_some(), "{}", route.path);
        }
    }
}

/// `UPDATE_OPENAPI=1` writes the file anew.
#[test]
fn the_checked_in_document_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file, openapi::document()).unwrap();
    }
    let checked_in = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        checked_in == openapi::document(),
        "openapi.json is not current: UPDATE_OPENAPI=1 cargo test -p backend openapi"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let served = backend.bare(Method::GET, "/openapi.json").send().await.unwrap();
    assert_eq!(served.text().await.unwrap(), openapi::document());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_configuration_is_the_manifests_without_its_ids() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let config = backend.request(Method::GET, "/v1/config").send().await.unwrap().text().await.unwrap();
    for private in ["5e1a7a00", "api.siesta.ai", "agentId", "organization", "codingAgentInstructions"] {
        assert!(!config.contains(private), "{private} in {config}");
    }
    let mut config: Value = serde_json::from_str(&config).unwrap();
    config["version"] = Value::from("[version]");
    insta::assert_json_snapshot!(config);
}
