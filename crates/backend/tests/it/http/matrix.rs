//! Who may not, on every operation of the served document: each kind of stranger gets the same answer everywhere.
//!
//! The operations come from `/openapi.json`, so that a new one is asked as well.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, ORIGIN, Visitor, id};
use crate::support::token::token;
use crate::support::vendor::Vendor;

const OTHER_PAGE: &str = "https://other.example";
const FOREIGN_PAGE: &str = "https://evil.example";

/// What a path's parameters and a body name.
#[derive(Clone)]
struct Ids {
    thread: String,
    run: String,
    message: String,
}

impl Ids {
    fn unknown() -> Self {
        Self { thread: id(), run: id(), message: id() }
    }
}

/// An operation of the document, in one of the ways to ask for it.
struct Operation {
    method: Method,
    pattern: String,
    query: &'static str,
    resumes: bool,
    needs_token: bool,
}

impl Operation {
    fn of_document(document: &Value) -> Vec<Self> {
        let mut operations = Vec::new();
        for (pattern, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let ways: &[(&str, bool)] = match pattern.ends_with("/events") {
                    true => &[("", false), ("", true), ("?after=1", false), ("?after=1&follow=0", true)],
                    false => &[("", false)],
                };
                operations.extend(ways.iter().map(|(query, resumes)| Self {
                    method: method.to_uppercase().parse().unwrap(),
                    pattern: pattern.clone(),
                    query,
                    resumes: *resumes,
                    needs_token: operation["security"][0]["visitor"].is_array(),
                }));
            }
        }
        operations
    }

    fn name(&self) -> String {
        format!("{} {}{}", self.method, self.pattern, self.query)
    }

    fn names_somebodys(&self) -> bool {
        self.pattern.contains("{id}") || self.pattern.ends_with("/runs")
    }

    /// A request that would be right if the right one asked.
    fn request(&self, backend: &Backend, ids: &Ids) -> RequestBuilder {
        let id = if self.pattern.starts_with("/v1/runs/") { &ids.run } else { &ids.thread };
        let path =
            self.pattern.replace("{id}", id).replace("{mid}", &ids.message).replace("{role}", "primary");
        let request = backend.bare(self.method.clone(), &format!("{path}{}", self.query));
        let request = if self.resumes { request.header("last-event-id", "1") } else { request };
        match (self.method.as_str(), self.pattern.as_str()) {
            ("POST", "/v1/session") => request.json(&json!({})),
            ("POST", "/v1/assistants/{role}/runs") => {
                let asked = Asked { thread: ids.thread.clone(), run: ids.run.clone(), text: "Hi?".into() };
                request.json(&asked.body())
            }
            ("POST", path) if path.ends_with("/feedback") => request.json(&json!({ "rating": "up" })),
            ("PATCH", "/v1/threads/{id}") => request.json(&json!({ "title": "Mine" })),
            _ => request,
        }
    }
}

/// Status and body without the request's own id, which every answer has.
async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let mut body: Value = response.json().await.unwrap_or_default();
    if body.is_object() && status >= 400 {
        assert!(body["requestId"].take().is_string(), "{body}");
    }
    (status, body)
}

async fn operations(backend: &Backend) -> Vec<Operation> {
    let document = backend.bare(Method::GET, "/openapi.json").send().await.unwrap();
    let operations = Operation::of_document(&document.json().await.unwrap());
    assert!(operations.iter().filter(|operation| operation.needs_token).count() >= 12);
    operations
}

/// Somebody with a conversation.
async fn owner(backend: &Backend) -> (Visitor, Ids) {
    let owner = backend.visitor().await;
    let (asked, _) = owner.hear(backend, "Hi?").await;
    let path = format!("/v1/threads/{}", asked.thread);
    let page: Value = owner.get(backend, &path).send().await.unwrap().json().await.unwrap();
    let messages = page["messages"].as_array().unwrap();
    let message = messages.iter().find(|entry| entry["message"]["role"] == "assistant").unwrap();
    let message = message["message"]["id"].as_str().unwrap().to_owned();
    (owner, Ids { thread: asked.thread, run: asked.run, message })
}

/// All that the owner has, as the owner sees it.
async fn belongings(backend: &Backend, owner: &Visitor) -> Value {
    let mut export: Value = owner.get(backend, "/v1/me").send().await.unwrap().json().await.unwrap();
    export["exportedAt"].take();
    export
}

/// A token that was good until the visitor gave it up, in each way that the document has.
async fn revoked(backend: &Backend, operations: &[Operation]) -> Vec<String> {
    let mut tokens = Vec::new();
    for operation in operations.iter().filter(|operation| {
        operation.method == Method::DELETE && ["/v1/me", "/v1/session"].contains(&operation.pattern.as_str())
    }) {
        let visitor = backend.visitor().await;
        let request = operation.request(backend, &Ids::unknown()).header("origin", ORIGIN);
        assert_eq!(request.bearer_auth(&visitor.token).send().await.unwrap().status(), 204);
        tokens.push(visitor.token);
    }
    assert!(!tokens.is_empty());
    tokens
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_refuses_every_stranger_alike() {
    let backend = Backend::start(&Vendor::saying(&["Hello"]).await).await;
    let operations = operations(&backend).await;
    let (owner, ids) = owner(&backend).await;
    let before = belongings(&backend, &owner).await;

    let mut void = vec![
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        format!("{}x", owner.token),
        token(|claims| claims.exp = claims.iat - 1),
        token(|claims| claims.site = "other".to_owned()),
    ];
    void.extend(revoked(&backend, &operations).await);
    let mut answers = [const { Vec::new() }; 3];
    for operation in operations.iter().filter(|operation| operation.needs_token) {
        let from = |page: &str| operation.request(&backend, &ids).header("origin", page);
        let mut unknown = vec![answer(from(ORIGIN)).await];
        for void in &void {
            unknown.push(answer(from(ORIGIN).bearer_auth(void)).await);
        }
        let elsewhere = [
            answer(from(OTHER_PAGE).bearer_auth(&owner.token)).await,
            answer(from(OTHER_PAGE).bearer_auth(token(|claims| claims.origin = None))).await,
        ];
        let foreign =
            [answer(from(FOREIGN_PAGE).bearer_auth(&owner.token)).await, answer(from(FOREIGN_PAGE)).await];
        for (kind, given) in [unknown.as_slice(), &elsewhere, &foreign].into_iter().enumerate() {
            answers[kind].extend(given.iter().map(|answer| (operation.name(), answer.clone())));
        }
    }
    let codes = [(401, "unauthorized"), (403, "origin_not_allowed"), (403, "origin_not_allowed")];
    for (given, (status, code)) in answers.iter().zip(codes) {
        let (_, first) = &given[0];
        assert_eq!((first.0, &first.1["code"]), (status, &json!(code)));
        for (name, answer) in given {
            assert_eq!(answer, first, "{name}");
        }
    }
    assert_eq!(belongings(&backend, &owner).await, before, "nothing has happened to what is somebody's");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_knows_foreign_ids_as_little_as_unknown_ones() {
    let backend = Backend::start(&Vendor::saying(&["Hello"]).await).await;
    let operations = operations(&backend).await;
    let (owner, ids) = owner(&backend).await;
    let stranger = backend.visitor().await;
    let before = belongings(&backend, &owner).await;

    let expected = {
        let nothing = backend.request(Method::GET, "/v1/nothing").bearer_auth(&stranger.token);
        answer(nothing).await
    };
    assert_eq!(expected.0, 404);
    let named = operations.iter().filter(|operation| operation.needs_token && operation.names_somebodys());
    for operation in named {
        let as_stranger = |ids: &Ids| {
            let request = operation.request(&backend, ids).header("origin", ORIGIN);
            answer(request.bearer_auth(&stranger.token))
        };
        let own_thread = Ids { thread: id(), ..ids.clone() };
        let own_run = Ids { run: id(), ..ids.clone() };
        for foreign in [&ids, &own_thread, &own_run] {
            assert_eq!(as_stranger(foreign).await, expected, "{}", operation.name());
        }
        if operation.pattern.ends_with("/runs") {
            // What is unknown there is new.
            continue;
        }
        assert_eq!(as_stranger(&Ids::unknown()).await, expected, "{}", operation.name());
        let unheard = Ids { thread: "1".to_owned(), run: "%00".to_owned(), message: "..".to_owned() };
        assert_eq!(as_stranger(&unheard).await, expected, "{}", operation.name());
    }
    assert_eq!(belongings(&backend, &owner).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_anybody_is_for_those_with_a_void_token_too_but_not_for_foreign_pages() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let void = token(|claims| claims.exp = claims.iat - 1);
    for operation in operations(&backend).await.iter().filter(|operation| !operation.needs_token) {
        let request = |page: &str| operation.request(&backend, &Ids::unknown()).header("origin", page);
        let plain = answer(request(ORIGIN)).await.0;
        for token in ["garbage", &void] {
            assert_eq!(answer(request(ORIGIN).bearer_auth(token)).await.0, plain, "{}", operation.name());
        }
        let is_api = operation.pattern.starts_with("/v1/");
        let foreign = answer(request(FOREIGN_PAGE)).await.0;
        assert_eq!(foreign, if is_api { 403 } else { plain }, "{}", operation.name());
    }
}
