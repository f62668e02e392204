//! Who may do what: tokens, and other people's ids.

use backend::session::token::{Claims, Tokens};
use contract::api::VisitorKind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::backend::{Asked, Backend, ORIGIN, SECRET, Visitor, id};
use crate::support::events::Events;
use crate::support::vendor::Vendor;

fn token(change: impl FnOnce(&mut Claims)) -> String {
    let now = u64::try_from(time::OffsetDateTime::now_utc().unix_timestamp()).unwrap();
    let mut claims = Claims {
        sub: "visitor".to_owned(),
        kind: VisitorKind::Ephemeral,
        origin: Some(ORIGIN.to_owned()),
        site: "default".to_owned(),
        iat: now,
        exp: now + 60,
        jti: id(),
    };
    change(&mut claims);
    Tokens::new(SECRET.as_bytes()).sign(&claims).unwrap()
}

async fn status(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json::<Value>().await.unwrap()["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_valid_token_of_this_page_opens_the_door() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let threads = || backend.request(Method::GET, "/v1/threads");
    let good = token(|_| {});
    assert_eq!(threads().bearer_auth(&good).send().await.unwrap().status(), 200);

    for (bad, why) in [
        (token(|claims| claims.exp = claims.iat - 1), "expired"),
        (token(|claims| claims.site = "other".to_owned()), "another site"),
        (format!("{good}x"), "changed"),
        (String::new(), "empty"),
    ] {
        assert_eq!(status(threads().bearer_auth(bad)).await, (401, json!("unauthorized")), "{why}");
    }
    let raw = |value: String| threads().header("authorization", value);
    assert_eq!(status(raw(good.clone())).await.0, 401, "no scheme");
    assert_eq!(status(raw(format!("Basic {good}"))).await.0, 401, "another scheme");
    assert_eq!(status(threads().bearer_auth(&good).bearer_auth(&good)).await.0, 401, "two tokens");
    let in_query = backend.request(Method::GET, &format!("/v1/threads?token={good}&access_token={good}"));
    assert_eq!(status(in_query).await.0, 401, "tokens don't belong into addresses");
    let cookie = threads().header("cookie", format!("token={good}"));
    assert_eq!(status(cookie).await.0, 401, "there are no cookies");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_worth_nothing_on_pages_of_another_origin() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    let from = |origin: &str, token: &str| {
        backend.bare(Method::GET, "/v1/threads").header("origin", origin).bearer_auth(token)
    };
    let other = "https://other.example";
    assert_eq!(status(from(other, &token(|_| {}))).await, (403, json!("origin_not_allowed")));
    assert_eq!(status(from(other, &token(|claims| claims.origin = None))).await.0, 403);
    assert_eq!(from(ORIGIN, &token(|_| {})).send().await.unwrap().status(), 200);
    // A page of the backend itself sends no origin with a GET.
    let bare = backend.bare(Method::GET, "/v1/threads").bearer_auth(token(|_| {}));
    assert_eq!(bare.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_ids_are_unknown_ids_on_every_route() {
    let vendor = Vendor::saying(&["Hello"]).await;
    let backend = Backend::start(&vendor).await;
    let (owner, stranger) = (backend.visitor().await, backend.visitor().await);
    let (asked, response) = owner.ask(&backend, "Hi?").await;
    Events::of(response).all().await;

    let body = |request: reqwest::RequestBuilder| async {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let mut body: Value = response.json().await.unwrap();
        body["requestId"] = Value::Null;
        (status, body)
    };
    let addresses = |thread: &str, run: &str| {
        [
            (Method::GET, format!("/v1/threads/{thread}")),
            (Method::GET, format!("/v1/threads/{thread}?before=1")),
            (Method::GET, format!("/v1/threads/{thread}/events")),
            (Method::GET, format!("/v1/threads/{thread}/events?after=1&follow=0")),
            (Method::POST, format!("/v1/runs/{run}/cancel")),
            (Method::POST, format!("/v1/threads/{thread}/messages/{run}:answer/feedback")),
            (Method::PATCH, format!("/v1/threads/{thread}")),
            (Method::DELETE, format!("/v1/threads/{thread}")),
        ]
    };
    let known = addresses(&asked.thread, &asked.run);
    for unknown in [addresses(&id(), &id()), addresses("1", "1"), addresses("..%2F", "%00")] {
        for ((method, foreign), (_, unknown)) in known.iter().zip(&unknown) {
            let of = |path: &str| {
                let request = backend.request(method.clone(), path).bearer_auth(&stranger.token);
                match (method.as_str(), path.ends_with("/feedback")) {
                    ("PATCH", _) => request.json(&json!({ "title": "Mine" })),
                    ("POST", true) => request.json(&json!({ "rating": "up" })),
                    _ => request,
                }
            };
            let answer = body(of(foreign)).await;
            assert_eq!(answer.0, 404, "{foreign}");
            assert_eq!(answer, body(of(unknown)).await, "{foreign} {unknown}");
        }
    }
    let resumed = stranger.get(&backend, &known[2].1).header("last-event-id", "1");
    assert_eq!(body(resumed).await.0, 404);

    // Neither can a stranger speak in the thread, nor use up the run's id, nor read it by repeating it.
    for question in
        [Asked { run: id(), ..asked.clone() }, Asked { thread: id(), ..asked.clone() }, asked.clone()]
    {
        let request = stranger.post(&backend, "/v1/assistants/primary/runs").json(&question.body());
        assert_eq!(body(request).await.0, 404);
    }
    let list = stranger.get(&backend, "/v1/threads").send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap(), json!({ "threads": [] }));
    // What a stranger may ask for all of is the stranger's own.
    let export = stranger.get(&backend, "/v1/me").send().await.unwrap();
    assert_eq!(export.json::<Value>().await.unwrap()["threads"], json!([]));
    let erased = stranger.delete(&backend, "/v1/me").send().await.unwrap();
    assert_eq!(erased.status(), 204);
    let list = owner.get(&backend, "/v1/threads").send().await.unwrap();
    let list = list.json::<Value>().await.unwrap();
    assert_eq!((list["threads"].as_array().unwrap().len(), &list["threads"][0]["title"]), (1, &json!("Hi?")));
    let thread = owner.get(&backend, &known[0].1).send().await.unwrap();
    assert_eq!(thread.json::<Value>().await.unwrap()["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platforms_credentials_are_refused_from_outside_on_every_route() {
    let backend = Backend::start(&Vendor::saying(&[]).await).await;
    for route in backend::http::router::ROUTES {
        for header in ["X-Api-Key", "X-Org-Id"] {
            let method = Method::from_bytes(route.method.as_bytes()).unwrap();
            let request = Visitor { token: token(|_| {}) };
            let request = backend.request(method, route.path).bearer_auth(request.token).header(header, "x");
            assert_eq!(request.send().await.unwrap().status(), 400, "{} {header}", route.path);
        }
    }
}
